#include "storage/redemption.h"

#include <algorithm>

#include "storage/scope.h"

namespace signet::storage {
namespace {

// A family is made only while the person is enabled, the session (if the code came from one) has not ended,
// and the client was not disabled since it authenticated [R-CD-6]. Values that are selected rather than
// listed have no type on PostgreSQL, hence the casts.
//
// FOR SHARE makes who disables the person or ends the session at the same moment wait, and then see this
// family, or be waited for and seen; without it a family could slip past the act that ends all of them. All
// parts of one statement see the same snapshot, so `surplus` does not see the family that `born` makes.
//
// Of many who redeem for one person at once, each would end the same surplus, in whatever order: they waited for each other until
// they were cut off. Now a row that somebody else holds is left to them, or to the next one. And one alone tries: a row that was ended since
// the snapshot is judged again by running all of `doomed` for it, and the longer that takes, the more of them there are; where sixteen tried,
// it settled at 20 ms for each, and 100 redemptions a second instead of 450.
//
// Which families are surplus is read from token_families_by_person alone, without their rows; so what has expired counts until it is swept,
// an hour later.
constexpr Sql kRedeem{"redeem", 3, R"(
    WITH spent AS (
      INSERT INTO spent_codes (code_id, family_id, expires_at) VALUES (:code_id, :family_id, :code_expires_at)
      ON CONFLICT DO NOTHING RETURNING code_id
    ), person AS (
      SELECT sub, roles FROM accounts WHERE sub = :sub AND disabled = 0 AND removed_at IS NULL FOR SHARE
    ), browser AS (
      SELECT sid FROM sessions WHERE sid = :sid AND expires_at > :now FOR SHARE
    ), born AS (
      INSERT INTO token_families (family_id, client_id, sub, sid, details, offline, secret_digest, generation,
                                  created_at, rotated_at, token_lifetime, idle_expires_at, expires_at, sweep_at)
      SELECT CAST(:family_id AS TEXT), CAST(:client_id AS TEXT), CAST(:sub AS TEXT), CAST(:sid AS TEXT),
             CAST(:details AS TEXT), CAST(:offline AS SMALLINT), CAST(:secret_digest AS TEXT),
             CAST(:generation AS BIGINT), CAST(:created_at AS BIGINT), CAST(:rotated_at AS BIGINT), CAST(:token_lifetime AS BIGINT),
             CAST(:idle_expires_at AS BIGINT), CAST(:expires_at AS BIGINT), CAST(:sweep_at AS BIGINT)
      FROM spent, person
      WHERE (:sid = '' OR EXISTS (SELECT 1 FROM browser))
        AND NOT EXISTS (SELECT 1 FROM clients
                        WHERE client_id = :client_id AND (disabled = 1 OR removed_at IS NOT NULL))
      RETURNING family_id
    ), turn AS MATERIALIZED (
      SELECT pg_try_advisory_xact_lock(hashtextextended(:sub || ' ' || :client_id, 0)) AS mine FROM born
    ), doomed AS MATERIALIZED (
      SELECT family_id FROM token_families
      WHERE revoked_at IS NULL AND (SELECT mine FROM turn) AND family_id IN (
        SELECT family_id FROM token_families
        WHERE sub = :sub AND client_id = :client_id AND revoked_at IS NULL
        ORDER BY created_at DESC, family_id DESC LIMIT 1000 OFFSET :spared)
      FOR UPDATE SKIP LOCKED
    ), surplus AS (
      UPDATE token_families SET revoked_at = :now, sweep_at = :now WHERE family_id IN (SELECT family_id FROM doomed)
    )
    SELECT (SELECT count(*) FROM spent), (SELECT count(*) FROM born), COALESCE((SELECT roles FROM person), ''))"};

// The same in steps. The rows that allow the family are held first; SQLite's one writer needs no holding.
constexpr Sql kHoldPerson{"redeem.hold_person", 1, "SELECT sub FROM accounts WHERE sub = :sub FOR SHARE"};
constexpr Sql kHoldBrowser{"redeem.hold_browser", 1, "SELECT sid FROM sessions WHERE sid = :sid FOR SHARE"};
constexpr Sql kSpend{"redeem.spend", 1, R"(
    INSERT INTO spent_codes (code_id, family_id, expires_at) VALUES (:code_id, :family_id, :code_expires_at)
    ON CONFLICT DO NOTHING RETURNING code_id)"};
constexpr Sql kCreate{"redeem.create", 1, R"(
    INSERT INTO token_families (family_id, client_id, sub, sid, details, offline, secret_digest, generation,
                                created_at, rotated_at, token_lifetime, idle_expires_at, expires_at, sweep_at)
    SELECT CAST(:family_id AS TEXT), CAST(:client_id AS TEXT), CAST(:sub AS TEXT), CAST(:sid AS TEXT),
           CAST(:details AS TEXT), CAST(:offline AS SMALLINT), CAST(:secret_digest AS TEXT),
           CAST(:generation AS BIGINT), CAST(:created_at AS BIGINT), CAST(:rotated_at AS BIGINT), CAST(:token_lifetime AS BIGINT),
           CAST(:idle_expires_at AS BIGINT), CAST(:expires_at AS BIGINT), CAST(:sweep_at AS BIGINT)
    WHERE EXISTS (SELECT 1 FROM accounts WHERE sub = :sub AND disabled = 0 AND removed_at IS NULL)
      AND (:sid = '' OR EXISTS (SELECT 1 FROM sessions WHERE sid = :sid AND expires_at > :now))
      AND NOT EXISTS (SELECT 1 FROM clients
                      WHERE client_id = :client_id AND (disabled = 1 OR removed_at IS NOT NULL))
    RETURNING (SELECT roles FROM accounts WHERE accounts.sub = token_families.sub))"};
#define END_SURPLUS(lock)                                                                                          \
  "UPDATE token_families SET revoked_at = :now, sweep_at = :now "                                                  \
  "WHERE family_id IN ("                                                                                           \
  "  SELECT family_id FROM token_families "                                                                        \
  "  WHERE sub = :sub AND client_id = :client_id AND revoked_at IS NULL AND family_id <> :family_id "              \
  "  ORDER BY created_at DESC, family_id DESC LIMIT 1000 OFFSET :spared" lock ")"
constexpr Sql kEndSurplus{"redeem.end_surplus", 0, END_SURPLUS("")};
constexpr Sql kEndSurplusPortable{"redeem.end_surplus", 0, END_SURPLUS(" FOR UPDATE SKIP LOCKED")};
#undef END_SURPLUS

RedemptionResult result_of(bool spent, bool created) {
  return created ? RedemptionResult::created
         : spent ? RedemptionResult::refused
                 : RedemptionResult::already_spent;
}

}  // namespace

RedemptionOutcome redeem(Engine& engine, const RedemptionRequest& request) {
  const tokens::Family& family = request.family;
  const tokens::Authorization& given = family.authorization;
  const std::string details_json = tokens::to_json(given);

  const Argument code_id{"code_id", request.code_id};
  const Argument code_expires_at{"code_expires_at", request.code_expires_at};
  const Argument now{"now", request.now};
  const Argument spared{"spared", std::max(request.family_cap, 1) - 1};
  const Argument family_id{"family_id", family.family_id};
  const Argument client_id{"client_id", given.client_id};
  const Argument sub{"sub", given.sub};
  const Argument sid{"sid", given.sid};
  const Argument details{"details", details_json};
  const Argument offline{"offline", family.offline};
  const Argument secret_digest{"secret_digest", family.secret_digest};
  const Argument generation{"generation", family.generation};
  const Argument created_at{"created_at", family.created_at};
  const Argument rotated_at{"rotated_at", family.rotated_at};
  const Argument token_lifetime{"token_lifetime", Milliseconds(family.token_lifetime).count()};
  const Argument idle_expires_at{"idle_expires_at", family.idle_expires_at};
  const Argument expires_at{"expires_at", family.expires_at};
  const Argument sweep_at{"sweep_at", std::min(family.idle_expires_at, family.expires_at)};

  if (engine.nests_changes()) {
    return engine.statement([&](Executor& db) {
      auto row = db.row(kRedeem, {code_id, code_expires_at, now, spared, family_id, client_id, sub, sid,
                                  details, offline, secret_digest, generation, created_at, rotated_at,
                                  token_lifetime, idle_expires_at, expires_at, sweep_at});
      const bool spent = row->flag();
      const RedemptionResult result = result_of(spent, row->flag());
      return RedemptionOutcome{result, scope_of(row->text(), kRedeem.name)};
    });
  }
  return engine.transaction([&](Executor& db) {
    const bool sqlite = db.dialect() == Dialect::sqlite;
    const bool spent = db.hits(kSpend, {code_id, family_id, code_expires_at});
    if (spent && !sqlite) {
      (void)db.row(kHoldPerson, {sub});
      (void)db.row(kHoldBrowser, {sid});
    }
    auto created = spent ? db.row(kCreate, {now, family_id, client_id, sub, sid, details, offline,
                                            secret_digest, generation, created_at, rotated_at,
                                            token_lifetime, idle_expires_at, expires_at, sweep_at})
                         : std::nullopt;
    if (created) {
      db.run(sqlite ? kEndSurplus : kEndSurplusPortable, {now, sub, client_id, family_id, spared});
    }
    return RedemptionOutcome{result_of(spent, created.has_value()),
                             created ? scope_of(created->text(), kCreate.name) : protocol::RoleSet()};
  });
}

}  // namespace signet::storage
