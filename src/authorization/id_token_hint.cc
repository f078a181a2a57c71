#include "authorization/id_token_hint.h"

#include "base/json.h"
#include "jose/verify.h"

namespace signet::authorization {

std::optional<std::string> hinted_subject(std::string_view id_token, const std::string& issuer, const keys::KeyRing& keys) {
  jose::VerifyRules rules;
  rules.algs.assign(jose::kAllAlgs.begin(), jose::kAllAlgs.end());  // each key still allows only its own
  rules.typs = {"jwt"};  // an access token is not an ID token [R-TK-3]
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
  return string_member(verified->claims, "sub");
}

}  // namespace signet::authorization
