// The one mint: every token that leaves this server is made here, from one Authorization and one `now`.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "clients/client.h"
#include "crypto/seal.h"
#include "keys/key_manager.h"
#include "tokens/authorization.h"
#include "tokens/lifetimes.h"

namespace signet::tokens {

class Issuer {
 public:
  Issuer(std::string issuer, const keys::KeyManager& keys, const crypto::MasterKeys& master_keys, Random& random, Lifetimes lifetimes);

  [[nodiscard]] const std::string& issuer() const { return issuer_; }
  [[nodiscard]] const Lifetimes& lifetimes() const { return lifetimes_; }

  // A JWT of type at+jwt [RFC9068], or a sealed box, as the client is registered; `aud` is the issuer. `scope` may be
  // narrower than what was authorized [R-RT-7]. `family_id` may be empty.
  [[nodiscard]] std::string access_token(const clients::Client& client, const Authorization& authorization,
                                         const protocol::ScopeSet& scope, std::string_view family_id, Time now) const;

  // An ID token [OIDC.Core §2] signed with the client's algorithm. at_hash binds `access_token`, if one is given.
  [[nodiscard]] std::string id_token(const clients::Client& client, const Authorization& authorization, std::string_view access_token,
                                     Time now) const;

 private:
  [[nodiscard]] std::shared_ptr<const jose::SigningKey> signing_key(jose::Alg alg) const;

  std::string issuer_;
  const keys::KeyManager& keys_;
  crypto::Sealer opaque_;
  Random& random_;
  Lifetimes lifetimes_;
};

}  // namespace signet::tokens
