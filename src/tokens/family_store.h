// What the token endpoint needs kept: spent codes, and one row per token family.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "tokens/authorization.h"
#include "tokens/lifetimes.h"

namespace signet::tokens {

// Everything issued from one authorization: it is refreshed as one, and revoked as one. Rotation moves
// `generation`; the refresh token itself carries the rest.
struct Family {
  std::string family_id;
  Authorization authorization;
  bool offline = false;        // offline_access was granted: outlives its session
  std::string secret_digest;   // base64url SHA-256 of the family secret; empty: no refresh token was issued
  std::int64_t generation = 0; // of the newest refresh token
  Time created_at;
  Time rotated_at;             // when that newest one was made
  Seconds token_lifetime = kLongestAccessToken;  // no access token of it lives past rotated_at + this; told to the store, not by it
  Time idle_expires_at;        // [R-RT-8]
  Time expires_at;             // absolute end
  protocol::RoleSet roles;     // of the person at this moment; read along, never stored here
};

class FamilyStore {
 public:
  virtual ~FamilyStore() = default;

  enum class Redemption {
    redeemed,  // this call, and no other ever, spent the code; the family exists
    replayed,  // the code was spent before; the family that it had produced is now revoked
    refused,   // this call spent the code, but the person is disabled or gone, or the session has ended [R-CD-6]
  };
  struct Redeemed {
    Redemption outcome = Redemption::refused;
    std::string revoked_family;  // for `replayed`: the family that ended, if it still lived
    protocol::RoleSet roles;     // for `redeemed`: what the person has now
  };

  // Spends `code_id` and creates `family` in one atomic step: of any number of concurrent callers with the same
  // code_id, on any number of replicas, exactly one is told `redeemed` [R-CD-3]. At most `family_cap` live families
  // of this person and client remain; the oldest end [R-RT-10].
  [[nodiscard]] virtual Redeemed redeem_code(const std::string& code_id, Time code_expires_at, const Family& family, Time now,
                                             int family_cap = 100) = 0;

  // Spends the code without creating anything: a wrong verifier from the right client burns it [R-CD-4]. Returns the
  // family revoked if the code had been redeemed before (then this is a replay), otherwise nothing.
  virtual std::optional<std::string> burn_code(const std::string& code_id, Time code_expires_at, Time now) = 0;

  // An expired code is shown: revokes the family it once produced, if any, and returns its id; spends nothing.
  virtual std::optional<std::string> judge_expired_code(const std::string& code_id, Time now) = 0;

  struct RotationRequest {
    std::string family_id;
    std::string client_id;
    std::string secret_digest;
    std::int64_t generation = 0;  // of the presented token, whose MAC was verified before
    Time now;
    Time replay_after;        // a replay of the parent is answered if the successor was made after this instant
    Time idle_expires_at;     // the family's new idle end
    Seconds token_lifetime = kLongestAccessToken;  // the family's new one, unless what it has is longer: older tokens live on
    bool keep = false;        // the newest token stays the newest: for clients whose refresh tokens do not rotate
  };
  enum class Rotation {
    rotated,   // this call moved the family from `generation` to `generation + 1`; exactly one caller ever is told so (with
               // `keep` it stays, and everybody is told so)
    replayed,  // the parent again, in time, its successor unused: answer with the same successor
    reused,    // a superseded token: the family is now revoked [R-RT-4]
    ended,     // unknown, expired, revoked, or another client's; nothing changed
  };
  struct Rotated {
    Rotation outcome = Rotation::ended;
    std::optional<Family> family;  // for rotated and replayed
  };
  // One compare-and-set statement in the ordinary case.
  [[nodiscard]] virtual Rotated rotate(const RotationRequest& request) = 0;

  // The family if it is alive at `now` (not revoked, neither end reached).
  [[nodiscard]] virtual std::optional<Family> find(const std::string& family_id, Time now) = 0;

  // Ends the family if it belongs to `client_id`, and writes its revocation. True if it lived.
  virtual bool revoke(const std::string& family_id, const std::string& client_id, Time now) = 0;
};

// Revocations of access tokens: ids (of one token, or of a family, hence of all its access tokens) that are refused
// until `expires_at`, when the last token they concern has expired anyway.
struct Revocation {
  std::string id;
  Time expires_at;
};

class RevocationStore {
 public:
  virtual ~RevocationStore() = default;
  virtual void revoke_token(const Revocation& revocation, Time now) = 0;  // idempotent
  // Everything written at or after `since` that has not expired at `now`. Families revoked by any verb above appear
  // here under their family_id, until the last access token made from them has expired.
  [[nodiscard]] virtual std::vector<Revocation> revoked_since(Time since, Time now) = 0;
};

}  // namespace signet::tokens
