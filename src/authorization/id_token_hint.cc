#include "authorization/id_token_hint.h"

#include "base/json.h"
#include "jose/claims.h"
#include "jose/verify.h"

namespace signet::authorization {

std::optional<HintedIdToken> read_id_token_hint(std::string_view id_token, const std::string& issuer, const keys::KeyRing& keys) {
  jose::VerifyRules rules;
  rules.algs.assign(jose::kAllAlgs.begin(), jose::kAllAlgs.end());  // each key still allows only its own
  rules.typs = {"jwt"};  // an access token is not an ID token [R-TK-3], and neither is a logout token
  const auto verified = jose::verify(id_token, rules, [&](const Json& header, const Json&) {
    std::vector<std::shared_ptr<const jose::PublicKey>> candidates;
    if (auto key = keys.find_public(string_member(header, "kid").value_or(""))) {
      candidates.push_back(std::move(key));
    }
    return candidates;
  });
  if (!verified || string_member(verified->claims, "iss") != issuer) {
    return std::nullopt;
  }
  const auto sub = string_member(verified->claims, "sub");
  if (!sub) {
    return std::nullopt;
  }
  return HintedIdToken{*sub, string_member(verified->claims, "sid").value_or(""),
                       jose::audiences(verified->claims).value_or(std::vector<std::string>())};
}

std::optional<std::string> IdTokenHints::account(std::string_view id_token) const {
  const auto hint = read_id_token_hint(id_token, issuer_, *keys_.ring());
  const auto client = hint && hint->aud.size() == 1 ? registry_.find(hint->aud.front()) : nullptr;
  return client ? subjects_.account_of(*client, hint->sub) : std::nullopt;
}

}  // namespace signet::authorization
