// The claims parameter [OIDC.Core §5.5]: single claims that a client asks for, by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet::protocol {

struct ClaimsRequest {
  std::vector<std::string> userinfo;  // names, in the order asked; sub is not among them
  std::vector<std::string> id_token;

  // What was demanded of the authentication itself, in either place.
  std::optional<std::string> sub;            // this person and nobody else
  bool auth_time = false;                    // how long ago, essentially
  std::vector<std::string> essential_acr;    // one of these, essentially; empty: nothing demanded

  // A JSON object of at most 4 KiB whose members userinfo and id_token are objects; each claim is null or an object with
  // essential (boolean), value, values (array). Members that nobody knows are ignored; nullopt for anything malformed.
  [[nodiscard]] static std::optional<ClaimsRequest> parse(std::string_view text);

  [[nodiscard]] bool empty() const { return userinfo.empty() && id_token.empty(); }
};

// The two lists of names as compact JSON for what travels sealed or is stored; empty text where both are empty.
[[nodiscard]] std::string to_text(const ClaimsRequest& request);
[[nodiscard]] ClaimsRequest claims_request_from_text(std::string_view text);

}  // namespace signet::protocol
