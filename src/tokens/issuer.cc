#include "tokens/issuer.h"

#include <stdexcept>

#include "base/base64url.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "jose/mint.h"
#include "tokens/access_token.h"

namespace signet::tokens {
namespace {

constexpr std::size_t kTokenIdBytes = 16;

// Left half of the hash of the ID token's own algorithm [OIDC.Core §3.1.3.6] [IT-05].
std::string half_hash(jose::Alg alg, std::string_view text) {
  const std::string digest = crypto::sha2_bytes(jose::hash_bits(alg), text);
  return base64url_encode(std::string_view(digest).substr(0, digest.size() / 2));
}

}  // namespace

Issuer::Issuer(std::string issuer, const keys::KeyManager& keys, const crypto::MasterKeys& master_keys, Random& random,
               Lifetimes lifetimes)
    : issuer_(std::move(issuer)),
      keys_(keys),
      opaque_(master_keys, std::string(kOpaqueTokenPurpose)),
      random_(random),
      lifetimes_(lifetimes) {}

std::shared_ptr<const jose::SigningKey> Issuer::signing_key(jose::Alg alg) const {
  auto key = keys_.ring()->signing(alg);
  if (key == nullptr) {
    // Registration admits only algorithms that the key manager keeps: reaching this is our own fault.
    throw std::logic_error("no active key for " + std::string(jose::name_of(alg)));
  }
  return key;
}

std::string Issuer::access_token(const clients::Client& client, const Authorization& authorization, const protocol::ScopeSet& scope,
                                 std::string_view family_id, Time now) const {
  std::string jti = random_id(random_, kTokenIdBytes);
  if (!family_id.empty()) {
    jti = std::string(family_id) + '.' + jti;
  }
  Json claims = {{"iss", issuer_},
                 {"sub", authorization.sub},
                 {"aud", issuer_},
                 {"client_id", client.client_id},
                 {"iat", epoch_seconds(now)},
                 {"exp", epoch_seconds(now + lifetimes_.access_token)},
                 {"jti", std::move(jti)}};
  if (!scope.empty()) claims["scope"] = scope.text();
  // [RFC9068 §2.2.1] Only where a person authenticated; client_credentials has no session.
  if (!authorization.sid.empty()) {
    claims["auth_time"] = epoch_seconds(authorization.auth_time);
    if (!authorization.acr.empty()) claims["acr"] = authorization.acr;
    if (!authorization.amr.empty()) claims["amr"] = authorization.amr;
  }
  if (client.access_token_format == clients::AccessTokenFormat::opaque) {
    return opaque_.seal(claims.dump(), "", random_);
  }
  return jose::mint(*signing_key(client.access_token_signed_response_alg), "at+jwt", claims);
}

std::string Issuer::id_token(const clients::Client& client, const Authorization& authorization, std::string_view access_token,
                             Time now) const {
  const jose::Alg alg = client.id_token_signed_response_alg;
  Json claims = {{"iss", issuer_},
                 {"sub", authorization.sub},
                 {"aud", client.client_id},
                 {"iat", epoch_seconds(now)},
                 {"exp", epoch_seconds(now + lifetimes_.id_token)},
                 {"auth_time", epoch_seconds(authorization.auth_time)},
                 {"sid", authorization.sid}};  // [LO-07]
  if (authorization.nonce) claims["nonce"] = *authorization.nonce;
  if (!authorization.acr.empty()) claims["acr"] = authorization.acr;
  if (!authorization.amr.empty()) claims["amr"] = authorization.amr;
  if (!access_token.empty()) claims["at_hash"] = half_hash(alg, access_token);
  return jose::mint(*signing_key(alg), "JWT", claims);
}

}  // namespace signet::tokens
