#include "storage/errors.h"
#include "storage/family_endings.h"
#include "storage/scope.h"
#include "storage/sessions.h"

namespace signet::storage {
namespace {

// Answers what was remembered before, or what was just inserted, and holds the row's lock until the
// transaction ends: of two who add to it at the same moment, the second adds to the sum.
constexpr Sql kTake{"consents.take", 2, R"(
    INSERT INTO consents (sub, client_id, scope, fingerprint, given_at)
    VALUES (:sub, :client_id, :scope, :fingerprint, :now)
    ON CONFLICT (sub, client_id) DO UPDATE SET given_at = excluded.given_at RETURNING scope, fingerprint)"};
constexpr Sql kPut{"consents.put", 0, R"(
    UPDATE consents SET scope = :scope, fingerprint = :fingerprint WHERE sub = :sub AND client_id = :client_id)"};
// An app of the operator's own never asks: what shows its access is a family that lives.
constexpr Sql kList{"consents.list", 3, R"(
    SELECT client_id, scope, given_at FROM consents WHERE sub = :sub
    UNION ALL
    SELECT f.client_id, '', MIN(f.created_at) FROM token_families f
    WHERE f.sub = :sub AND f.revoked_at IS NULL AND f.expires_at > :now AND f.idle_expires_at > :now
      AND (f.offline = 1 OR f.sid = '' OR EXISTS (SELECT 1 FROM sessions s WHERE s.sid = f.sid AND s.expires_at > :now))
      AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.sub = f.sub AND c.client_id = f.client_id)
    GROUP BY f.client_id
    ORDER BY 3 DESC, 1)"};
constexpr Sql kForget{"consents.forget", 0,
                      "DELETE FROM consents WHERE sub = :sub AND client_id = :client_id"};

}  // namespace

std::vector<authorization::AppAccess> SqlConsentStore::list(const std::string& sub, Time now) {
  return engine_.read([&](Executor& db) {
    std::vector<authorization::AppAccess> apps;
    for (Row& row : db.rows(kList, {{"sub", sub}, {"now", now}})) {
      authorization::AppAccess& app = apps.emplace_back();
      app.client_id = row.text();
      app.scope = scope_of(row.text(), kList.name);
      app.since = row.time();
    }
    return apps;
  });
}

void SqlConsentStore::remember(const std::string& sub, const std::string& client_id,
                               const protocol::ScopeSet& scope, const std::string& fingerprint, Time now) {
  const std::string given = scope.text();
  engine_.transaction([&](Executor& db) {
    auto before = db.row(kTake, {{"sub", sub},
                                 {"client_id", client_id},
                                 {"scope", given},
                                 {"fingerprint", fingerprint},
                                 {"now", now}});
    const protocol::ScopeSet remembered = scope_of(before->text(), kTake.name);
    const bool same_client = before->text() == fingerprint;
    const protocol::ScopeSet sum = same_client ? remembered.union_with(scope) : scope;
    if (!same_client || sum != remembered) {
      db.run(kPut,
             {{"scope", sum.text()}, {"fingerprint", fingerprint}, {"sub", sub}, {"client_id", client_id}});
    }
  });
}

std::vector<std::string> SqlConsentStore::withdraw(const std::string& sub, const std::string& client_id,
                                                   Time now) {
  return engine_.transaction([&](Executor& db) {
    db.run(kForget, {{"sub", sub}, {"client_id", client_id}});
    return end_families_of_consent(db, sub, client_id, now);
  });
}

}  // namespace signet::storage
