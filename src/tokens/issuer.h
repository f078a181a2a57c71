// The one mint: every token that leaves this server is made here, from one Authorization and one `now`.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/random.h"
#include "base/time.h"
#include "clients/client.h"
#include "clients/client_keys.h"
#include "crypto/seal.h"
#include "keys/key_manager.h"
#include "protocol/error.h"
#include "tokens/access_token.h"
#include "tokens/authorization.h"
#include "tokens/lifetimes.h"
#include "tokens/subjects.h"

namespace signet::tokens {

class Issuer {
 public:
  // `client_keys` are what is encrypted to, for clients that registered so.
  Issuer(std::string issuer, keys::KeyManager& keys, const clients::ClientKeys& client_keys, const crypto::MasterKeys& master_keys,
         const Subjects& subjects, Random& random, Lifetimes lifetimes);

  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] const Lifetimes& lifetimes() const { return lifetimes_; }

  // What an access token says beyond the authorization.
  struct AccessTokenContent {
    const protocol::ScopeSet& scope;      // may be narrower than what was authorized [R-RT-7]
    std::string_view family_id;           // empty: it is of no family
    const protocol::RoleSet& roles = {};  // of the person; told only where the client is first-party
    protocol::Confirmation confirmation = {};  // what it is bound to
  };
  // A JWT of type at+jwt [RFC9068], or a sealed box, as the client is registered, meant for the authorization's
  // resources, or for the issuer where there are none [RFC8707 §2.2].
  [[nodiscard]] std::string access_token(const clients::Client& client, const Authorization& authorization,
                                         const AccessTokenContent& content, Time now) const;

  // What the gateway gives to the service behind it, where that wants proof: whose request it is, for `audience` alone, for a
  // minute, of type upstream+jwt, so that nobody takes it for an access token.
  [[nodiscard]] std::string upstream_token(const clients::Client& client, const AccessToken& token, const std::string& audience,
                                           Time now) const;

  // What an ID token binds and tells beyond the authorization.
  struct IdTokenContent {
    std::string_view access_token;  // at_hash; empty: none goes with it
    std::string_view code;          // c_hash; the same
    Json person = Json::object();   // claims about the person that were asked for [OIDC.Core §5.5]
  };
  // An ID token [OIDC.Core §2] signed with the client's algorithm, and encrypted for it where it registered so; then a
  // client without a usable key is refused: client_key_missing.
  [[nodiscard]] protocol::Result<std::string> id_token(const clients::Client& client, const Authorization& authorization,
                                                       const IdTokenContent& content, Time now) const;

  // The answer of UserInfo as the client registered it: a signed JWT, an encrypted one, or both [OIDC.Core §5.3.2];
  // nullopt for a client that gets plain JSON. `claims` has sub.
  [[nodiscard]] protocol::Result<std::optional<std::string>> userinfo(const clients::Client& client, const std::string& claims,
                                                                      Time now) const;

  // What the authorization endpoint answers `client`, its parameters being `claims`, as a JWT [OAuth.JARM §2.1]: with iss, aud and an
  // exp two minutes away, signed and encrypted as the client registered. Refusal: client_key_missing.
  [[nodiscard]] protocol::Result<std::string> authorization_response(const clients::Client& client, Json claims, Time now) const;

  // Tells `client` that a session has ended [OIDC.BackChannel §2.4]: of type logout+jwt, signed like its ID tokens, for
  // two minutes, with sub and sid, and without nonce, so that it is never taken for an ID token [R-LO-3].
  [[nodiscard]] std::string logout_token(const clients::Client& client, const std::string& sub, const std::string& sid, Time now) const;

 private:
  [[nodiscard]] std::shared_ptr<const jose::SigningKey> signing_key(jose::Alg alg, Time now) const;
  // `content` as a JWE for `client`; as it is where `encryption` is absent.
  [[nodiscard]] protocol::Result<std::string> encrypted(const clients::Client& client, const std::optional<jose::Encryption>& encryption,
                                                        std::string content, std::string_view cty, Time now) const;

  std::string issuer_;
  keys::KeyManager& keys_;
  const clients::ClientKeys& client_keys_;
  crypto::Sealer opaque_;
  const Subjects& subjects_;
  Random& random_;
  Lifetimes lifetimes_;
};

}  // namespace signet::tokens
