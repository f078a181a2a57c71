#include "tokens/access_token.h"

#include <algorithm>

#include "jose/claims.h"
#include "jose/verify.h"

namespace signet::tokens {
namespace {

// Claims that we wrote ourselves; nullopt only if they are not what this version writes.
std::optional<AccessToken> from_claims(const Json& claims) {
  auto jti = string_member(claims, "jti");
  auto sub = string_member(claims, "sub");
  auto client_id = string_member(claims, "client_id");
  const auto issued_at = jose::numeric_date(claims, "iat");
  const auto expires_at = jose::numeric_date(claims, "exp");
  auto scope = protocol::ScopeSet::parse(string_member(claims, "scope").value_or(""));
  if (!jti || !sub || !client_id || !issued_at || !expires_at || !scope) {
    return std::nullopt;
  }
  AccessToken token;
  token.jti = std::move(*jti);
  token.sub = std::move(*sub);
  token.client_id = std::move(*client_id);
  if (auto one = string_member(claims, "aud")) {
    token.audience.push_back(std::move(*one));
  } else if (auto several = strings_member(claims, "aud")) {
    token.audience = std::move(*several);
  }
  token.scope = std::move(*scope);
  for (const std::string& role : strings_member(claims, "roles").value_or(std::vector<std::string>())) token.roles.insert(role);
  token.userinfo_claims = strings_member(claims, "userinfo_claims").value_or(std::vector<std::string>());
  if (const auto cnf = claims.find("cnf"); cnf != claims.end()) {
    token.confirmation.jkt = string_member(*cnf, "jkt").value_or("");
    token.confirmation.x5t_s256 = string_member(*cnf, "x5t#S256").value_or("");
    if (token.confirmation.empty()) {
      return std::nullopt;  // bound to something that this version does not know
    }
  }
  token.issued_at = from_epoch_seconds(*issued_at);
  token.expires_at = from_epoch_seconds(*expires_at);
  return token;
}

}  // namespace

Json to_json(const protocol::Confirmation& confirmation) {
  Json cnf = Json::object();
  if (!confirmation.jkt.empty()) cnf["jkt"] = confirmation.jkt;
  if (!confirmation.x5t_s256.empty()) cnf["x5t#S256"] = confirmation.x5t_s256;
  return cnf;
}

std::string_view AccessToken::family_id() const {
  const std::size_t dot = jti.find('.');
  return dot == std::string::npos ? std::string_view() : std::string_view(jti).substr(0, dot);
}

bool AccessToken::is_for(std::string_view audience_member) const {
  return std::find(audience.begin(), audience.end(), audience_member) != audience.end();
}

AccessTokenReader::AccessTokenReader(std::string issuer, const keys::KeyManager& keys, const crypto::MasterKeys& master_keys,
                                     const Revocations& revocations)
    : issuer_(std::move(issuer)), keys_(keys), opaque_(master_keys, std::string(kOpaqueTokenPurpose)), revocations_(revocations) {}

std::optional<AccessToken> AccessTokenReader::from_jwt(std::string_view text, const keys::KeyRing& ring) const {
  jose::VerifyRules rules;
  rules.algs.assign(jose::kAllAlgs.begin(), jose::kAllAlgs.end());  // each key still allows only its own
  rules.typs = {"at+jwt"};  // an ID token is not an access token [R-TK-3]
  const auto verified = jose::verify(text, rules, [&](const Json& header, const Json&) {
    std::vector<std::shared_ptr<const jose::PublicKey>> keys;
    if (auto key = ring.find_public(string_member(header, "kid").value_or(""))) {
      keys.push_back(std::move(key));
    }
    return keys;
  });
  if (!verified || string_member(verified->claims, "iss") != issuer_) {
    return std::nullopt;
  }
  return from_claims(verified->claims);
}

std::optional<AccessToken> AccessTokenReader::recognise(std::string_view text) const { return recognise(text, *keys_.ring()); }

std::optional<AccessToken> AccessTokenReader::recognise(std::string_view text, const keys::KeyRing& ring) const {
  if (std::count(text.begin(), text.end(), '.') == 2) {
    return from_jwt(text, ring);
  }
  const auto plain = opaque_.open(text, "");
  const auto claims = plain ? parse_own_json_object(*plain) : std::nullopt;
  return claims && string_member(*claims, "iss") == issuer_ ? from_claims(*claims) : std::nullopt;
}

protocol::Result<std::shared_ptr<const AccessToken>> AccessTokenReader::read(std::string_view text, Time now) const {
  using protocol::Reason;
  const auto ring = keys_.ring();
  const SeenTokens::Name name = SeenTokens::name_of(text);
  std::shared_ptr<const AccessToken> token = seen_.find(name, ring);
  if (token == nullptr) {
    auto recognised = recognise(text, *ring);
    if (!recognised) {
      return protocol::fail(Reason::access_token_invalid);
    }
    token = std::make_shared<const AccessToken>(*std::move(recognised));
    if (now < token->expires_at) {
      seen_.remember(name, ring, token);
    }
  }
  if (now >= token->expires_at) {
    return protocol::fail(Reason::access_token_expired);
  }
  if (revocations_.contains(token->jti)) {
    return protocol::fail(Reason::access_token_revoked, "jti " + token->jti);
  }
  return token;
}

}  // namespace signet::tokens
