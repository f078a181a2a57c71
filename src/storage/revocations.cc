#include "storage/families.h"

namespace signet::storage {
namespace {

constexpr Milliseconds kLongest = tokens::kLongestAccessToken;
constexpr Sql kRevokeToken{"revocations.add", 0, R"(
    INSERT INTO revoked_tokens (token_id, revoked_at, expires_at) VALUES (:id, :now, :expires_at)
    ON CONFLICT DO NOTHING)"};
// A revoked family needs no row of its own here: its revoked_at says it all, so no path that ends a family
// can forget to announce it. Where its last access token has expired there is nothing to announce.
constexpr Sql kSince{"revocations.since", 2, R"(
    SELECT token_id, expires_at FROM revoked_tokens WHERE revoked_at >= :since AND expires_at > :now
    UNION ALL
    SELECT family_id, CASE WHEN rotated_at + token_lifetime < revoked_at + CAST(:longest AS BIGINT) THEN rotated_at + token_lifetime
                           ELSE revoked_at + CAST(:longest AS BIGINT) END
    FROM token_families
    WHERE revoked_at >= :since AND revoked_at > :families_since AND (token_lifetime IS NULL OR rotated_at + token_lifetime > :now))"};

}  // namespace

void SqlRevocationStore::revoke_token(const tokens::Revocation& revocation, Time now) {
  engine_.statement([&](Executor& db) {
    db.run(kRevokeToken, {{"id", revocation.id}, {"now", now}, {"expires_at", revocation.expires_at}});
  });
}

std::vector<tokens::Revocation> SqlRevocationStore::revoked_since(Time since, Time now) {
  return engine_.read([&](Executor& db) {
    std::vector<tokens::Revocation> found;
    for (Row& row : db.rows(kSince, {{"since", since},
                                     {"now", now},
                                     {"longest", kLongest.count()},
                                     {"families_since", now - kLongest}})) {
      auto id = row.text();
      found.push_back({std::move(id), row.time()});
    }
    return found;
  });
}

}  // namespace signet::storage
