#include "tokens/issuer.h"

#include <algorithm>
#include <stdexcept>

#include "base/base64url.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "jose/jwe.h"
#include "jose/mint.h"
#include "protocol/claims_request.h"
#include "tokens/access_token.h"

namespace signet::tokens {
namespace {

constexpr std::size_t kTokenIdBytes = 16;
constexpr Seconds kLogoutTokenLifetime{120};
constexpr Seconds kUpstreamTokenLifetime{60};
constexpr Seconds kAuthorizationResponseLifetime{120};  // [OAuth.JARM §2.1] at most ten minutes

// Left half of the hash of the ID token's own algorithm [OIDC.Core §3.1.3.6] [IT-05].
std::string half_hash(jose::Alg alg, std::string_view text) {
  const std::string digest = crypto::sha2_bytes(jose::hash_bits(alg), text);
  return base64url_encode(std::string_view(digest).substr(0, digest.size() / 2));
}

// One audience is a string, which more resource servers can read than a list of one.
Json audience_of(const Authorization& authorization, const std::string& issuer) {
  const std::vector<std::string>& resources = authorization.resources;
  return resources.empty() ? Json(issuer) : resources.size() == 1 ? Json(resources.front()) : Json(resources);
}

}  // namespace

Issuer::Issuer(std::string issuer, keys::KeyManager& keys, const clients::ClientKeys& client_keys,
               const crypto::MasterKeys& master_keys, const Subjects& subjects, Random& random, Lifetimes lifetimes)
    : issuer_(std::move(issuer)),
      keys_(keys),
      client_keys_(client_keys),
      opaque_(master_keys, std::string(kOpaqueTokenPurpose)),
      subjects_(subjects),
      random_(random),
      lifetimes_(lifetimes) {}

std::shared_ptr<const jose::SigningKey> Issuer::signing_key(jose::Alg alg, Time now) const {
  auto key = keys_.ring()->signing(alg);
  if (key == nullptr) {
    // A client of the last half second was the first to choose this algorithm; once in the life of a provider.
    keys_.demand({alg}, now);
    key = keys_.ring()->signing(alg);
  }
  if (key == nullptr) {
    throw std::logic_error("no active key for " + std::string(jose::name_of(alg)));
  }
  return key;
}

std::string Issuer::access_token(const clients::Client& client, const Authorization& authorization, const AccessTokenContent& content,
                                 Time now) const {
  const std::vector<std::string>& resources = authorization.resources;
  const bool is_ours = resources.empty() || std::find(resources.begin(), resources.end(), issuer_) != resources.end();
  std::string jti = random_id(random_, kTokenIdBytes);
  if (!content.family_id.empty()) {
    jti = std::string(content.family_id) + '.' + jti;
  }
  // A client that acts for itself is called by its own name [R-TK-2].
  const bool of_itself = authorization.sub == client.client_id;
  Json claims = Json::object();  // member by member: what is listed in braces is copied twice
  claims["iss"] = issuer_;
  claims["sub"] = of_itself ? authorization.sub : subjects_.for_client(client, authorization.sub);
  claims["aud"] = audience_of(authorization, issuer_);
  claims["client_id"] = client.client_id;
  claims["iat"] = epoch_seconds(now);
  claims["exp"] = epoch_seconds(now + lifetimes_.access_token);
  claims["jti"] = std::move(jti);
  if (!content.scope.empty()) claims["scope"] = content.scope.text();
  if (!content.confirmation.empty()) claims["cnf"] = to_json(content.confirmation);
  // A stranger's app neither learns the roles of a person nor acts with them.
  if (client.first_party && !content.roles.empty()) claims["roles"] = content.roles.tokens();
  // What UserInfo shall tell beyond the scope travels in the token, so that UserInfo need not look it up [OIDC.Core §5.5].
  if (const auto asked = protocol::claims_request_from_text(authorization.claims_request); is_ours && !asked.userinfo.empty()) {
    claims["userinfo_claims"] = asked.userinfo;
  }
  // [RFC9068 §2.2.1] Only where a person authenticated; for client_credentials nobody did.
  if (authorization.auth_time != Time()) {
    claims["auth_time"] = epoch_seconds(authorization.auth_time);
    if (!authorization.acr.empty()) claims["acr"] = authorization.acr;
    if (!authorization.amr.empty()) claims["amr"] = authorization.amr;
  }
  if (client.access_token_format == clients::AccessTokenFormat::opaque) {
    return opaque_.seal(json_text(claims), "", random_);
  }
  return jose::mint(*signing_key(client.access_token_signed_response_alg, now), "at+jwt", claims);
}

std::string Issuer::upstream_token(const clients::Client& client, const AccessToken& token, const std::string& audience, Time now) const {
  Json claims = {{"iss", issuer_},
                 {"sub", token.sub},
                 {"aud", audience},
                 {"client_id", token.client_id},
                 {"iat", epoch_seconds(now)},
                 {"exp", epoch_seconds(std::min(now + kUpstreamTokenLifetime, token.expires_at))},
                 {"jti", random_id(random_, kTokenIdBytes)}};
  if (!token.scope.empty()) claims["scope"] = token.scope.text();
  if (!token.roles.empty()) claims["roles"] = token.roles.tokens();
  return jose::mint(*signing_key(client.access_token_signed_response_alg, now), "upstream+jwt", claims);
}

protocol::Result<std::string> Issuer::id_token(const clients::Client& client, const Authorization& authorization,
                                               const IdTokenContent& content, Time now) const {
  const jose::Alg alg = client.id_token_signed_response_alg;
  Json claims = content.person;  // first, so that nothing of it could stand for what follows
  claims["iss"] = issuer_;
  claims["sub"] = subjects_.for_client(client, authorization.sub);
  claims["aud"] = client.client_id;
  claims["iat"] = epoch_seconds(now);
  claims["exp"] = epoch_seconds(now + lifetimes_.id_token);
  claims["auth_time"] = epoch_seconds(authorization.auth_time);
  if (!authorization.sid.empty()) claims["sid"] = authorization.sid;  // [LO-07]
  if (authorization.nonce) claims["nonce"] = *authorization.nonce;
  if (!authorization.acr.empty()) claims["acr"] = authorization.acr;
  if (!authorization.amr.empty()) claims["amr"] = authorization.amr;
  if (!content.access_token.empty()) claims["at_hash"] = half_hash(alg, content.access_token);
  if (!content.code.empty()) claims["c_hash"] = half_hash(alg, content.code);  // [IT-05]
  return encrypted(client, client.id_token_encryption, jose::mint(*signing_key(alg, now), "JWT", claims), "JWT", now);
}

protocol::Result<std::string> Issuer::encrypted(const clients::Client& client, const std::optional<jose::Encryption>& encryption,
                                                std::string content, std::string_view cty, Time now) const {
  if (!encryption) {
    return content;
  }
  const auto keys = client_keys_.keys(client, std::nullopt, now);
  const auto recipient = keys == nullptr ? nullptr : keys->encryption_key(encryption->alg);
  if (recipient == nullptr) {
    return protocol::fail(protocol::Reason::client_key_missing, std::string(jose::name_of(encryption->alg)));
  }
  return jose::encrypt(content, *encryption, *recipient, cty);
}

protocol::Result<std::optional<std::string>> Issuer::userinfo(const clients::Client& client, const std::string& claims, Time now) const {
  if (!client.userinfo_signed_response_alg && !client.userinfo_encryption) {
    return std::nullopt;
  }
  std::string content = claims;
  std::string_view cty;  // encrypted JSON is no nested token [RFC7516 §4.1.12]
  if (client.userinfo_signed_response_alg) {
    // [UI-04] No exp: it is an answer, not a credential.
    Json signed_claims = parse_own_json_object(claims).value();
    signed_claims.update({{"iss", issuer_}, {"aud", client.client_id}, {"iat", epoch_seconds(now)}});
    content = jose::mint(*signing_key(*client.userinfo_signed_response_alg, now), "JWT", signed_claims);
    cty = "JWT";
  }
  auto answer = encrypted(client, client.userinfo_encryption, std::move(content), cty, now);
  return answer ? protocol::Result<std::optional<std::string>>(*std::move(answer)) : unexpected(std::move(answer.error()));
}

protocol::Result<std::string> Issuer::authorization_response(const clients::Client& client, Json claims, Time now) const {
  claims.update({{"iss", issuer_}, {"aud", client.client_id}, {"exp", epoch_seconds(now + kAuthorizationResponseLifetime)}});
  std::string content = jose::mint(*signing_key(client.authorization_signed_response_alg, now), "JWT", claims);
  return encrypted(client, client.authorization_encryption, std::move(content), "JWT", now);
}

std::string Issuer::logout_token(const clients::Client& client, const std::string& sub, const std::string& sid, Time now) const {
  const Json claims = {{"iss", issuer_},
                       {"aud", client.client_id},
                       {"iat", epoch_seconds(now)},
                       {"exp", epoch_seconds(now + kLogoutTokenLifetime)},
                       {"jti", random_id(random_, kTokenIdBytes)},
                       {"sub", subjects_.for_client(client, sub)},
                       {"sid", sid},
                       {"events", {{"http://schemas.openid.net/event/backchannel-logout", Json::object()}}}};
  return jose::mint(*signing_key(client.id_token_signed_response_alg, now), "logout+jwt", claims);
}

}  // namespace signet::tokens
