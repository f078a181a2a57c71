#include "storage/clients.h"

#include <optional>

#include "storage/family_endings.h"
#include "storage/versions.h"

namespace signet::storage {
namespace {

// One row for each secret, or one for a client without any, or one for an empty registry: in one statement,
// so that version, clients and secrets belong together.
constexpr Sql kLoad{"clients.load", 12, R"(
    SELECT v.version, c.client_id, c.metadata, c.disabled, c.created_at, c.updated_at,
           c.registration_digest, c.forget_at, s.digest, s.created_at, s.expires_at, s.sealed
    FROM versions v
    LEFT JOIN clients c ON c.removed_at IS NULL
    LEFT JOIN client_secrets s ON s.client_id = c.client_id
    WHERE v.name = 'clients' ORDER BY c.client_id, s.created_at, s.digest)"};

constexpr Sql kCreate{"clients.create", 1, R"(
    INSERT INTO clients (client_id, metadata, disabled, created_at, updated_at)
    VALUES (:client_id, :metadata, :disabled, :created_at, :updated_at)
    ON CONFLICT DO NOTHING RETURNING client_id)"};
constexpr Sql kAddSecret{"clients.add_secret", 0, R"(
    INSERT INTO client_secrets (client_id, digest, created_at, expires_at, sealed)
    VALUES (:client_id, :digest, :created_at, :expires_at, :sealed))"};
constexpr Sql kReseal{"clients.reseal_secret", 1, R"(
    UPDATE client_secrets SET sealed = :sealed
    WHERE client_id = :client_id AND digest = :digest AND sealed IS NOT NULL RETURNING client_id)"};
constexpr Sql kUpdate{"clients.update", 1, R"(
    UPDATE clients SET metadata = :metadata, disabled = :disabled, updated_at = :now
    WHERE client_id = :client_id AND removed_at IS NULL RETURNING client_id)"};

constexpr Sql kRemove{"clients.remove", 1, R"(
    UPDATE clients SET removed_at = :now, metadata = '{}'
    WHERE client_id = :client_id AND removed_at IS NULL RETURNING client_id)"};
constexpr Sql kRemoveSecrets{"clients.remove_secrets", 0,
                             "DELETE FROM client_secrets WHERE client_id = :client_id"};
constexpr Sql kRemoveConsents{"clients.remove_consents", 0,
                              "DELETE FROM consents WHERE client_id = :client_id"};

// Changes nothing; keeps two rotations apart, so that the second gives the first one's secret an end.
constexpr Sql kLock{"clients.lock", 1, R"(
    UPDATE clients SET client_id = client_id
    WHERE client_id = :client_id AND removed_at IS NULL RETURNING client_id)"};
constexpr Sql kForgetEndedSecrets{
    "clients.forget_ended_secrets", 0,
    "DELETE FROM client_secrets WHERE client_id = :client_id AND expires_at <= :now"};
constexpr Sql kEndSecrets{"clients.end_secrets", 0, R"(
    UPDATE client_secrets SET expires_at = :ends_at
    WHERE client_id = :client_id AND (expires_at IS NULL OR expires_at > :ends_at))"};

constexpr Sql kUseOnce{"assertions.use_once", 1, R"(
    INSERT INTO used_assertions (client_id, jti_digest, expires_at) VALUES (:client_id, :jti_digest, :expires_at)
    ON CONFLICT DO NOTHING RETURNING client_id)"};

void add_secret(Executor& db, const std::string& client_id, const clients::StoredSecret& secret) {
  db.run(kAddSecret, {{"client_id", client_id},
                      {"digest", secret.digest},
                      {"created_at", secret.created_at},
                      {"expires_at", secret.expires_at},
                      {"sealed", secret.sealed}});
}

}  // namespace

void add_secrets(Executor& db, const clients::StoredClient& client) {
  for (const clients::StoredSecret& secret : client.secrets) {
    add_secret(db, client.client_id, secret);
  }
}

void end_client(Executor& db, const std::string& client_id, Time now) {
  end_families_of_client(db, client_id, now);
  db.run(kRemoveSecrets, {{"client_id", client_id}});
  db.run(kRemoveConsents, {{"client_id", client_id}});
  bump_clients_version(db, now);
}

clients::ClientStore::Snapshot SqlClientStore::load() {
  return engine_.read([](Executor& db) {
    Snapshot snapshot;
    for (Row& row : db.rows(kLoad)) {
      snapshot.version = row.number();
      const auto client_id = row.optional_text();
      if (!client_id) {
        continue;
      }
      clients::StoredClient client{*client_id, row.text(), row.flag(), row.time(), row.time(), {}, {}, {}};
      client.registration_digest = row.optional_text().value_or("");
      client.forget_at = row.optional_time();
      if (snapshot.clients.empty() || snapshot.clients.back().client_id != client.client_id) {
        snapshot.clients.push_back(std::move(client));
      }
      if (auto digest = row.optional_text()) {
        const Time created_at = row.time();
        const auto expires_at = row.optional_time();
        snapshot.clients.back().secrets.push_back({std::move(*digest), created_at, expires_at, row.optional_text()});
      }
    }
    return snapshot;
  });
}

bool SqlClientStore::create(const clients::StoredClient& client) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kCreate, {{"client_id", client.client_id},
                           {"metadata", client.metadata},
                           {"disabled", client.disabled},
                           {"created_at", client.created_at},
                           {"updated_at", client.updated_at}})) {
      return false;
    }
    add_secrets(db, client);
    bump_clients_version(db, client.created_at);
    return true;
  });
}

bool SqlClientStore::update(const std::string& client_id, const std::string& metadata, bool disabled,
                            Time now) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kUpdate,
                 {{"metadata", metadata}, {"disabled", disabled}, {"now", now}, {"client_id", client_id}})) {
      return false;
    }
    if (disabled) {
      end_families_of_client(db, client_id, now);
    }
    bump_clients_version(db, now);
    return true;
  });
}

bool SqlClientStore::remove(const std::string& client_id, Time now) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kRemove, {{"now", now}, {"client_id", client_id}})) {
      return false;
    }
    end_client(db, client_id, now);
    return true;
  });
}

bool SqlClientStore::rotate_secret(const std::string& client_id, const clients::StoredSecret& fresh,
                                   Time old_expire_at) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kLock, {{"client_id", client_id}})) {
      return false;
    }
    db.run(kForgetEndedSecrets, {{"client_id", client_id}, {"now", fresh.created_at}});
    db.run(kEndSecrets, {{"ends_at", old_expire_at}, {"client_id", client_id}});
    add_secret(db, client_id, fresh);
    bump_clients_version(db, fresh.created_at);
    return true;
  });
}

bool SqlClientStore::reseal_secret(const std::string& client_id, const std::string& digest, const std::string& sealed) {
  return engine_.statement([&](Executor& db) {
    return db.hits(kReseal, {{"sealed", sealed}, {"client_id", client_id}, {"digest", digest}});
  });
}

// Lax: a crash of the database may forget the last half second, a replay within which would need a stolen
// assertion and the crash at once.
bool SqlAssertionStore::use_once(const std::string& client_id, const std::string& jti_digest,
                                 Time expires_at) {
  return engine_.lax([&](Executor& db) {
    return db.hits(kUseOnce,
                   {{"client_id", client_id}, {"jti_digest", jti_digest}, {"expires_at", expires_at}});
  });
}

}  // namespace signet::storage
