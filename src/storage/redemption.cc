#include "storage/redemption.h"

#include <algorithm>

namespace signet::storage {
namespace {

// What a new row holds, and when it may be: the person is enabled, the session (if the code came from one)
// has not ended, and the client was not disabled since it authenticated [R-CD-6].
#define FAMILY_COLUMNS                                                                                    \
  "family_id, client_id, sub, sid, details, offline, secret_digest, generation, created_at, rotated_at, " \
  "idle_expires_at, expires_at, sweep_at"
#define FAMILY_VALUES                                                                                      \
  "CAST(:family_id AS TEXT), CAST(:client_id AS TEXT), CAST(:sub AS TEXT), CAST(:sid AS TEXT), "           \
  "CAST(:details AS TEXT), CAST(:offline AS SMALLINT), CAST(:secret_digest AS TEXT), CAST(:generation AS " \
  "BIGINT), "                                                                                              \
  "CAST(:created_at AS BIGINT), CAST(:rotated_at AS BIGINT), CAST(:idle_expires_at AS BIGINT), "           \
  "CAST(:expires_at AS BIGINT), CAST(:sweep_at AS BIGINT)"
#define SPEND                                                 \
  "INSERT INTO spent_codes (code_id, family_id, expires_at) " \
  "VALUES (:code_id, :family_id, :code_expires_at) ON CONFLICT DO NOTHING RETURNING code_id"
#define CLIENT_DISABLED \
  "SELECT 1 FROM clients WHERE client_id = :client_id AND (disabled = 1 OR removed_at IS NOT NULL)"
#define END_SURPLUS                                                                                          \
  "UPDATE token_families SET revoked_at = :now, sweep_at = :now WHERE revoked_at IS NULL AND family_id IN (" \
  "SELECT family_id FROM token_families WHERE sub = :sub AND client_id = :client_id AND revoked_at IS NULL " \
  "AND expires_at > :now AND idle_expires_at > :now AND family_id <> :family_id "                            \
  "ORDER BY created_at DESC, family_id LIMIT 1000 OFFSET :spared)"

constexpr Sql kSpend{"redeem.spend", 1, SPEND};
constexpr Sql kCreate{
    "redeem.create", 1,
    "INSERT INTO token_families (" FAMILY_COLUMNS ") SELECT " FAMILY_VALUES
    " WHERE EXISTS (SELECT 1 FROM accounts WHERE sub = :sub AND disabled = 0 AND removed_at IS NULL) "
    "AND (:sid = '' OR EXISTS (SELECT 1 FROM sessions WHERE sid = :sid AND expires_at > :now)) "
    "AND NOT EXISTS (" CLIENT_DISABLED ") RETURNING family_id"};
constexpr Sql kEndSurplus{"redeem.end_surplus", 0, END_SURPLUS};

// FOR SHARE makes who disables the person or ends the session at the same moment wait, and then see this
// family, or be waited for and seen; without it a family could slip past the act that ends all of them. All
// parts of one statement see the same snapshot, so `surplus` does not see the family that `born` makes.
constexpr Sql kRedeem{
    "redeem", 2,
    "WITH spent AS (" SPEND
    "), person AS (SELECT sub FROM accounts WHERE sub = :sub AND disabled = 0 "
    "AND removed_at IS NULL FOR SHARE), "
    "browser AS (SELECT sid FROM sessions WHERE sid = :sid AND expires_at > :now FOR SHARE), "
    "born AS (INSERT INTO token_families (" FAMILY_COLUMNS ") SELECT " FAMILY_VALUES
    " FROM spent, person WHERE (:sid = '' OR EXISTS (SELECT 1 FROM browser)) "
    "AND NOT EXISTS (" CLIENT_DISABLED
    ") RETURNING family_id), "
    "surplus AS (" END_SURPLUS
    " AND EXISTS (SELECT 1 FROM born)) "
    "SELECT (SELECT count(*) FROM spent), (SELECT count(*) FROM born)"};

#undef FAMILY_COLUMNS
#undef FAMILY_VALUES
#undef SPEND
#undef CLIENT_DISABLED
#undef END_SURPLUS

RedemptionResult result_of(bool spent, bool created) {
  return created ? RedemptionResult::created
         : spent ? RedemptionResult::refused
                 : RedemptionResult::already_spent;
}

}  // namespace

RedemptionResult redeem(Engine& engine, const RedemptionRequest& request) {
  const tokens::Family& family = request.family;
  const tokens::Authorization& given = family.authorization;
  const std::string details = tokens::to_json(given);
  const Time sweep_at = std::min(family.idle_expires_at, family.expires_at);
  const int spared = std::max(request.family_cap, 1) - 1;
  const Argument code_id{"code_id", request.code_id};
  const Argument code_expires_at{"code_expires_at", request.code_expires_at};
  const Argument family_id{"family_id", family.family_id};
  const Argument client_id{"client_id", given.client_id};
  const Argument sub{"sub", given.sub};
  const Argument sid{"sid", given.sid};
  const Argument now{"now", request.now};

  if (engine.dialect() == Dialect::postgres) {
    return engine.statement([&](Executor& db) {
      auto row = db.row(kRedeem, {code_id,
                                  code_expires_at,
                                  family_id,
                                  client_id,
                                  sub,
                                  sid,
                                  now,
                                  {"details", details},
                                  {"offline", family.offline},
                                  {"secret_digest", family.secret_digest},
                                  {"generation", family.generation},
                                  {"created_at", family.created_at},
                                  {"rotated_at", family.rotated_at},
                                  {"idle_expires_at", family.idle_expires_at},
                                  {"expires_at", family.expires_at},
                                  {"sweep_at", sweep_at},
                                  {"spared", spared}});
      const bool spent = row->flag();
      return result_of(spent, row->flag());
    });
  }
  return engine.transaction([&](Executor& db) {
    const bool spent = db.hits(kSpend, {code_id, family_id, code_expires_at});
    const bool created = spent && db.hits(kCreate, {family_id,
                                                    client_id,
                                                    sub,
                                                    sid,
                                                    now,
                                                    {"details", details},
                                                    {"offline", family.offline},
                                                    {"secret_digest", family.secret_digest},
                                                    {"generation", family.generation},
                                                    {"created_at", family.created_at},
                                                    {"rotated_at", family.rotated_at},
                                                    {"idle_expires_at", family.idle_expires_at},
                                                    {"expires_at", family.expires_at},
                                                    {"sweep_at", sweep_at}});
    if (created) {
      db.run(kEndSurplus, {now, sub, client_id, family_id, {"spared", spared}});
    }
    return result_of(spent, created);
  });
}

}  // namespace signet::storage
