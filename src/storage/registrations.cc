#include "storage/registrations.h"

#include "storage/clients.h"
#include "storage/versions.h"

namespace signet::storage {
namespace {

// Counting needs the index only. Whoever enters has locked the registry, so nobody enters between count and insert.
constexpr Sql kCount{"registrations.count", 1, "SELECT count(*) FROM clients WHERE registration_digest IS NOT NULL"};
constexpr Sql kSpend{"registrations.spend", 1, R"(
    UPDATE initial_access_tokens SET uses_left = uses_left - 1
    WHERE digest = :digest AND uses_left > 0 AND expires_at > :now RETURNING token_id)"};
// Deliberate: no ON CONFLICT. The client_id was drawn from 192 bits, so a conflict is a defect, and undoes the use of
// the token.
constexpr Sql kEnter{"registrations.enter", 0, R"(
    INSERT INTO clients (client_id, metadata, disabled, created_at, updated_at, registration_digest, forget_at)
    VALUES (:client_id, :metadata, :disabled, :created_at, :updated_at, :digest, :forget_at))"};
constexpr Sql kReplace{"registrations.replace", 1, R"(
    UPDATE clients SET metadata = :metadata, registration_digest = :next_digest, updated_at = :now
    WHERE client_id = :client_id AND registration_digest = :digest AND removed_at IS NULL RETURNING client_id)"};
constexpr Sql kWithdraw{"registrations.withdraw", 1, R"(
    UPDATE clients SET removed_at = :now, metadata = '{}', forget_at = :forget_at
    WHERE client_id = :client_id AND registration_digest = :digest AND removed_at IS NULL RETURNING client_id)"};
constexpr Sql kKeep{"registrations.keep", 1, R"(
    UPDATE clients SET forget_at = NULL
    WHERE client_id = :client_id AND forget_at IS NOT NULL AND removed_at IS NULL RETURNING client_id)"};

constexpr Sql kAdmits{"registrations.admits", 1, R"(
    SELECT token_id FROM initial_access_tokens WHERE digest = :digest AND uses_left > 0 AND expires_at > :now)"};
constexpr Sql kAddToken{"registrations.add_token", 0, R"(
    INSERT INTO initial_access_tokens (token_id, digest, name, uses_left, created_at, expires_at)
    VALUES (:token_id, :digest, :name, :uses_left, :created_at, :expires_at))"};
constexpr Sql kTokens{"registrations.tokens", 6, R"(
    SELECT token_id, digest, name, uses_left, created_at, expires_at FROM initial_access_tokens
    WHERE expires_at > :now ORDER BY created_at, token_id)"};
constexpr Sql kRevokeToken{"registrations.revoke_token", 1,
                           "DELETE FROM initial_access_tokens WHERE token_id = :token_id RETURNING token_id"};

// Changes nothing: locks those whose time has come, so that none of them is kept between this and its end.
constexpr Sql kDoomed{"registrations.doomed", 1, R"(
    UPDATE clients SET client_id = client_id
    WHERE forget_at < :now AND client_id IN (
      SELECT client_id FROM clients WHERE forget_at < :now ORDER BY forget_at LIMIT 100)
    RETURNING client_id)"};
constexpr Sql kForget{"registrations.forget", 0, "DELETE FROM clients WHERE client_id = :client_id"};

}  // namespace

clients::RegistrationStore::Entry SqlRegistrationStore::enter(const clients::StoredClient& client, const Terms& terms, Time now) {
  return engine_.transaction([&](Executor& db) {
    lock_clients_version(db);
    if (db.row(kCount)->number() >= terms.most_clients) {
      return Entry::full;
    }
    if (!terms.initial_digest.empty() && !db.hits(kSpend, {{"digest", terms.initial_digest}, {"now", now}})) {
      return Entry::token_refused;
    }
    db.run(kEnter, {{"client_id", client.client_id},
                    {"metadata", client.metadata},
                    {"disabled", client.disabled},
                    {"created_at", client.created_at},
                    {"updated_at", client.updated_at},
                    {"digest", client.registration_digest},
                    {"forget_at", client.forget_at}});
    add_secrets(db, client);
    bump_clients_version(db, now);
    return Entry::entered;
  });
}

bool SqlRegistrationStore::replace(const std::string& client_id, const std::string& digest, const std::string& next_digest,
                                   const std::string& metadata, Time now) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kReplace, {{"metadata", metadata},
                            {"next_digest", next_digest},
                            {"now", now},
                            {"client_id", client_id},
                            {"digest", digest}})) {
      return false;
    }
    bump_clients_version(db, now);
    return true;
  });
}

bool SqlRegistrationStore::withdraw(const std::string& client_id, const std::string& digest, Time forget_at, Time now) {
  return engine_.transaction([&](Executor& db) {
    if (!db.hits(kWithdraw, {{"now", now}, {"forget_at", forget_at}, {"client_id", client_id}, {"digest", digest}})) {
      return false;
    }
    end_client(db, client_id, now);
    return true;
  });
}

void SqlRegistrationStore::keep(const std::string& client_id, Time now) {
  engine_.transaction([&](Executor& db) {
    if (db.hits(kKeep, {{"client_id", client_id}})) {
      bump_clients_version(db, now);
    }
  });
}

bool SqlRegistrationStore::admits(const std::string& digest, Time now) {
  return engine_.read([&](Executor& db) { return db.hits(kAdmits, {{"digest", digest}, {"now", now}}); });
}

void SqlRegistrationStore::add_initial_token(const clients::InitialAccessToken& token) {
  engine_.statement([&](Executor& db) {
    db.run(kAddToken, {{"token_id", token.token_id},
                       {"digest", token.digest},
                       {"name", token.name},
                       {"uses_left", token.uses_left},
                       {"created_at", token.created_at},
                       {"expires_at", token.expires_at}});
  });
}

std::vector<clients::InitialAccessToken> SqlRegistrationStore::initial_tokens(Time now) {
  return engine_.read([&](Executor& db) {
    std::vector<clients::InitialAccessToken> found;
    for (Row& row : db.rows(kTokens, {{"now", now}})) {
      found.push_back({row.text(), row.text(), row.text(), row.number(), row.time(), row.time()});
    }
    return found;
  });
}

bool SqlRegistrationStore::revoke_initial_token(const std::string& token_id) {
  return engine_.statement([&](Executor& db) { return db.hits(kRevokeToken, {{"token_id", token_id}}); });
}

std::size_t forget_clients(Engine& engine, Time now) {
  return engine.transaction([&](Executor& db) {
    std::vector<Row> doomed = db.rows(kDoomed, {{"now", now}});
    for (Row& row : doomed) {
      const std::string client_id = row.text();
      end_client(db, client_id, now);
      db.run(kForget, {{"client_id", client_id}});
    }
    return doomed.size();
  });
}

}  // namespace signet::storage
