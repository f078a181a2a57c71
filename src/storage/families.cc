#include "storage/families.h"

#include "storage/errors.h"
#include "storage/redemption.h"
#include "storage/scope.h"

namespace signet::storage {
namespace {

#define FAMILY_COLUMNS                                                                                     \
  "family_id, sid, details, offline, secret_digest, generation, created_at, rotated_at, idle_expires_at, " \
  "expires_at, (SELECT roles FROM accounts WHERE accounts.sub = token_families.sub)"
constexpr int kFamilyColumns = 11;

// Neither revoked nor past an end; and what is not offline does not outlive its session.
#define ALIVE                                                            \
  "revoked_at IS NULL AND expires_at > :now AND idle_expires_at > :now " \
  "AND (offline = 1 OR sid = '' OR EXISTS (SELECT 1 FROM sessions "      \
  "WHERE sessions.sid = token_families.sid AND sessions.expires_at > :now))"

// The family that a refresh token is of. One without refresh token has an empty digest, which nobody may
// present.
#define PRESENTED                                      \
  "family_id = :family_id AND client_id = :client_id " \
  "AND secret_digest = :secret_digest AND secret_digest <> ''"

constexpr Sql kFind{"families.find", kFamilyColumns,
                    "SELECT " FAMILY_COLUMNS " FROM token_families WHERE family_id = :family_id AND " ALIVE};

// What a family was made with, or rotated with before, may be longer: tokens from then live on.
#define LONGER_LIFETIME "token_lifetime = CASE WHEN token_lifetime < :token_lifetime THEN CAST(:token_lifetime AS BIGINT) ELSE token_lifetime END"

// Of all who present the newest token, one moves the generation; the others find it moved.
constexpr Sql kRotate{"families.rotate", kFamilyColumns,
                      "UPDATE token_families SET generation = generation + :step, rotated_at = :now, idle_expires_at = :new_idle_end, "
                      LONGER_LIFETIME " WHERE generation = :generation AND " PRESENTED " AND " ALIVE " RETURNING " FAMILY_COLUMNS};

// The parent of the newest token, again: the generation has moved by one, and not long ago. A change, because who answers may have been
// started since with a longer lifetime.
constexpr Sql kReplay{"families.replay", kFamilyColumns,
                      "UPDATE token_families SET " LONGER_LIFETIME " WHERE generation = :generation + 1 AND rotated_at > :replay_after AND "
                      PRESENTED " AND " ALIVE " RETURNING " FAMILY_COLUMNS};

constexpr Sql kReuse{"families.reuse", 1, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE generation > :generation AND )" PRESENTED " AND " ALIVE " RETURNING family_id"};
#undef LONGER_LIFETIME
#undef FAMILY_COLUMNS
#undef ALIVE
#undef PRESENTED

constexpr Sql kRevoke{"families.revoke", 1, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE family_id = :family_id AND client_id = :client_id AND revoked_at IS NULL RETURNING family_id)"};
constexpr Sql kRevokeProduct{"families.revoke_product", 1, R"(
    UPDATE token_families SET revoked_at = :now, sweep_at = :now
    WHERE revoked_at IS NULL AND family_id = (SELECT family_id FROM spent_codes WHERE code_id = :code_id)
    RETURNING family_id)"};
constexpr Sql kBurn{"codes.burn", 1, R"(
    INSERT INTO spent_codes (code_id, expires_at) VALUES (:code_id, :code_expires_at)
    ON CONFLICT DO NOTHING RETURNING code_id)"};

tokens::Family family_of(Row& row) {
  tokens::Family family;
  family.family_id = row.text();
  const std::string sid = row.text();
  auto authorization = tokens::authorization_from_json(row.text());
  if (!authorization) {
    throw Error(Trouble::defect, "unreadable details", kFind.name);
  }
  family.authorization = std::move(*authorization);
  family.authorization.sid = sid;  // the session it belongs to now, which a new sign-in may have changed
  family.offline = row.flag();
  family.secret_digest = row.text();
  family.generation = row.number();
  family.created_at = row.time();
  family.rotated_at = row.time();
  family.idle_expires_at = row.time();
  family.expires_at = row.time();
  family.roles = scope_of(row.text(), kFind.name);
  return family;
}

std::optional<tokens::Family> family_of(std::optional<Row> row) {
  return row ? std::optional(family_of(*row)) : std::nullopt;
}

}  // namespace

tokens::FamilyStore::Redeemed SqlFamilyStore::redeem_code(const std::string& code_id, Time code_expires_at,
                                                          const tokens::Family& family, Time now,
                                                          int family_cap) {
  auto outcome = redeem(engine_, {code_id, code_expires_at, family, now, family_cap});
  switch (outcome.result) {
    case RedemptionResult::created:
      return {Redemption::redeemed, "", std::move(outcome.roles)};
    case RedemptionResult::refused:
      return {Redemption::refused, "", {}};
    case RedemptionResult::already_spent:
      break;
  }
  // A statement of its own, because only a new snapshot shows the family that a concurrent winner has made.
  return {Redemption::replayed, revoke_product_of(code_id, now).value_or(""), {}};
}

std::optional<std::string> SqlFamilyStore::burn_code(const std::string& code_id, Time code_expires_at,
                                                     Time now) {
  const bool fresh = engine_.statement([&](Executor& db) {
    return db.hits(kBurn, {{"code_id", code_id}, {"code_expires_at", code_expires_at}});
  });
  return fresh ? std::nullopt : revoke_product_of(code_id, now);
}

std::optional<std::string> SqlFamilyStore::judge_expired_code(const std::string& code_id, Time now) {
  return revoke_product_of(code_id, now);
}

std::optional<std::string> SqlFamilyStore::revoke_product_of(const std::string& code_id, Time now) {
  return engine_.statement([&](Executor& db) {
    auto row = db.row(kRevokeProduct, {{"now", now}, {"code_id", code_id}});
    return row ? std::optional(row->text()) : std::nullopt;
  });
}

tokens::FamilyStore::Rotated SqlFamilyStore::rotate(const RotationRequest& request) {
  const std::int64_t token_lifetime = Milliseconds(request.token_lifetime).count();
  auto rotated = engine_.statement([&](Executor& db) {
    return family_of(db.row(kRotate, {{"now", request.now},
                                      {"new_idle_end", request.idle_expires_at},
                                      {"family_id", request.family_id},
                                      {"client_id", request.client_id},
                                      {"secret_digest", request.secret_digest},
                                      {"token_lifetime", token_lifetime},
                                      {"generation", request.generation},
                                      {"step", request.keep ? 0 : 1}}));
  });
  return rotated ? Rotated{Rotation::rotated, std::move(rotated)} : judge_superseded(request);
}

// Not the newest token. Each statement asks about the row as it is then; between the two it can only have
// moved on, and what was no replay does not become one.
tokens::FamilyStore::Rotated SqlFamilyStore::judge_superseded(const RotationRequest& request) {
  auto replayed = engine_.statement([&](Executor& db) {
    return family_of(db.row(kReplay, {{"family_id", request.family_id},
                                      {"client_id", request.client_id},
                                      {"secret_digest", request.secret_digest},
                                      {"generation", request.generation},
                                      {"token_lifetime", Milliseconds(request.token_lifetime).count()},
                                      {"replay_after", request.replay_after},
                                      {"now", request.now}}));
  });
  if (replayed) {
    return {Rotation::replayed, std::move(replayed)};
  }
  const bool reused = engine_.statement([&](Executor& db) {
    return db.hits(kReuse, {{"now", request.now},
                            {"family_id", request.family_id},
                            {"client_id", request.client_id},
                            {"secret_digest", request.secret_digest},
                            {"generation", request.generation}});
  });
  return {reused ? Rotation::reused : Rotation::ended, std::nullopt};
}

std::optional<tokens::Family> SqlFamilyStore::find(const std::string& family_id, Time now) {
  return engine_.read([&](Executor& db) {
    return family_of(db.row(kFind, {{"family_id", family_id}, {"now", now}}));
  });
}

bool SqlFamilyStore::revoke(const std::string& family_id, const std::string& client_id, Time now) {
  return engine_.statement([&](Executor& db) {
    return db.hits(kRevoke, {{"now", now}, {"family_id", family_id}, {"client_id", client_id}});
  });
}

}  // namespace signet::storage
