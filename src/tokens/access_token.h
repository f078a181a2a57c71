// Access tokens as our own endpoints see them: a JWT [RFC9068] or a sealed box, the same claims inside.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "crypto/seal.h"
#include "keys/key_manager.h"
#include "keys/key_ring.h"
#include "protocol/confirmation.h"
#include "protocol/error.h"
#include "protocol/scope.h"
#include "tokens/revocations.h"
#include "tokens/seen_tokens.h"

namespace signet::tokens {

struct AccessToken {
  std::string jti;        // "<family_id>.<random>", or random alone where there is no family
  std::string sub;        // as the client knows the person (tokens/subjects.h)
  std::string client_id;
  std::vector<std::string> audience;
  protocol::ScopeSet scope;
  protocol::RoleSet roles;                   // of the person, where the client is first-party [RFC9068 §2.2.3.1]
  std::vector<std::string> userinfo_claims;  // that UserInfo tells beside those of the scope
  protocol::Confirmation confirmation;       // what whoever presents it has to prove
  Time issued_at;
  Time expires_at;

  // The family that it belongs to; empty for client_credentials.
  [[nodiscard]] std::string_view family_id() const;
  [[nodiscard]] bool is_for(std::string_view audience_member) const;
};

// The cnf claim [RFC7800 §3.1]; `confirmation` is not empty.
[[nodiscard]] Json to_json(const protocol::Confirmation& confirmation);

inline constexpr std::string_view kOpaqueTokenPurpose = "access token";

// Reads tokens that this issuer made; const, thread-safe, no I/O.
class AccessTokenReader {
 public:
  AccessTokenReader(std::string issuer, const keys::KeyManager& keys, const crypto::MasterKeys& master_keys,
                    const Revocations& revocations);

  // Signature or seal, type, issuer, expiry (at `exp` it is over [R-IN-3]) and revocation. The audience is left to
  // the caller. Refusals: access_token_invalid, _expired, _revoked. Never null. Of a token that was seen before only what may
  // have changed is looked at again.
  [[nodiscard]] protocol::Result<std::shared_ptr<const AccessToken>> read(std::string_view text, Time now) const;

  // The same without looking at expiry and revocation: for revoking what may be over already.
  [[nodiscard]] std::optional<AccessToken> recognise(std::string_view text) const;

 private:
  [[nodiscard]] std::optional<AccessToken> from_jwt(std::string_view text, const keys::KeyRing& ring) const;
  [[nodiscard]] std::optional<AccessToken> recognise(std::string_view text, const keys::KeyRing& ring) const;

  std::string issuer_;
  const keys::KeyManager& keys_;
  crypto::Sealer opaque_;
  const Revocations& revocations_;
  mutable SeenTokens seen_;
};

}  // namespace signet::tokens
