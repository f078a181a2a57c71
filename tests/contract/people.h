// The people, clients, sessions and families that contract tests are about.
#pragma once

#include <chrono>
#include <string>

#include "accounts/account_store.h"
#include "authorization/session_store.h"
#include "clients/client_store.h"
#include "tokens/family_store.h"

namespace signet::contract {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

inline const Time kNow = from_epoch_seconds(1'800'000'000);
inline const Time kCodeEnd = kNow + seconds(60);

[[nodiscard]] inline accounts::Account account(const std::string& sub) {
  accounts::Account account;
  account.sub = sub;
  account.email = sub + "@Example.test";
  account.email_verified = true;
  account.password_hash = "$argon2id$" + sub;
  account.claims = R"({"name":"Ålice \"the\" 🐈"})";
  account.created_at = kNow - hours(24);
  account.updated_at = kNow - hours(12);
  return account;
}

[[nodiscard]] inline clients::StoredClient client(const std::string& client_id) {
  return {client_id,       R"({"client_name":"Ünïcode"})",
          false,           kNow - hours(2),
          kNow - hours(1), {{"digest-of-" + client_id, kNow - hours(2), std::nullopt}}};
}

[[nodiscard]] inline authorization::Session session(const std::string& name, const std::string& sub) {
  authorization::Session session;
  session.cookie_digest = "cookie-" + name;
  session.sid = "sid-" + name;
  session.sub = sub;
  session.auth_time = kNow - minutes(5);
  session.acr = "urn:example:pwd";
  session.amr = {"pwd", "otp"};
  session.created_at = kNow - minutes(5);
  session.last_seen_at = kNow - minutes(1);
  session.expires_at = kNow + hours(12);
  return session;
}

[[nodiscard]] inline tokens::Family family(const std::string& family_id, const std::string& sub,
                                           const std::string& client_id = "app",
                                           const std::string& sid = "") {
  tokens::Family family;
  family.family_id = family_id;
  family.authorization.client_id = client_id;
  family.authorization.sub = sub;
  family.authorization.sid = sid;
  family.authorization.scope = *protocol::ScopeSet::parse("openid email");
  family.authorization.nonce = "n-0S6_WzA2Mj";
  family.authorization.auth_time = kNow - minutes(5);
  family.authorization.amr = {"pwd"};
  family.secret_digest = "digest-of-" + family_id;
  family.created_at = kNow;
  family.rotated_at = kNow;
  family.idle_expires_at = kNow + hours(24);
  family.expires_at = kNow + hours(24 * 90);
  return family;
}

[[nodiscard]] inline tokens::FamilyStore::RotationRequest rotation_of(const tokens::Family& family,
                                                                      std::int64_t generation, Time now) {
  return {family.family_id,
          family.authorization.client_id,
          family.secret_digest,
          generation,
          now,
          now - seconds(30),
          now + hours(24),
          family.token_lifetime};
}

}  // namespace signet::contract
