#include "demo/id_token.h"

#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/claims.h"

namespace signet::demo {
namespace {

// The left half of the hash that the token's own algorithm uses [OIDC.Core §3.1.3.6].
std::string half_hash(jose::Alg alg, std::string_view access_token) {
  const std::string hash = crypto::sha2_bytes(jose::hash_bits(alg), access_token);
  return base64url_encode(std::string_view(hash).substr(0, hash.size() / 2));
}

// Several audiences are in order only where the token says that it was issued to us among them.
bool is_for_us(const Json& claims, std::string_view client_id) {
  const auto azp = string_member(claims, "azp");
  const auto audiences = jose::audiences(claims);
  return jose::audience_contains(claims, client_id) && (!azp || *azp == client_id) &&
         (audiences->size() == 1 || azp);
}

}  // namespace

Expected<jose::VerifiedJws, std::string> check_id_token(std::string_view id_token, const jose::KeySet& keys,
                                                        const IdTokenRules& rules, Time now) {
  // RS256 is what a client gets that registers nothing else; a relying party believes exactly what it
  // registered.
  auto token = jose::verify(id_token, {{jose::Alg::RS256}, {"", "jwt"}}, jose::keys_of(keys));
  if (!token) {
    return unexpected("The ID token is not genuine: " + std::string(name_of(token.error())) + ".");
  }
  const Json& claims = token->claims;
  if (string_member(claims, "iss") != rules.issuer) {
    return unexpected(std::string("The ID token comes from another issuer."));
  }
  if (!is_for_us(claims, rules.client_id)) {
    return unexpected(std::string("The ID token was issued to another client."));
  }
  if (const auto fault = jose::check_times(claims, now)) {
    return unexpected("The ID token is not valid now: " + std::string(name_of(*fault)) + ".");
  }
  if (rules.nonce && string_member(claims, "nonce") != *rules.nonce) {
    return unexpected(std::string("The ID token belongs to another sign-in."));
  }
  const auto sub = jose::bounded_claim(claims, "sub");
  if (!sub || (rules.sub && *sub != *rules.sub)) {
    return unexpected(std::string("The ID token is about somebody else."));
  }
  const auto at_hash = string_member(claims, "at_hash");
  if (at_hash && *at_hash != half_hash(token->alg, rules.access_token)) {
    return unexpected(std::string("The access token was not issued with this ID token."));
  }
  return std::move(*token);
}

}  // namespace signet::demo
