#include "clients/basic_auth.h"

#include "base/base64url.h"
#include "base/text.h"
#include "web/url.h"

namespace signet::clients {

std::optional<BasicCredentials> parse_basic(std::string_view authorization) {
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos || !ascii_iequals(authorization.substr(0, space), "Basic")) {
    return std::nullopt;
  }
  const std::size_t start = authorization.find_first_not_of(' ', space);
  const auto pair =
      start == std::string_view::npos ? std::nullopt : base64_decode(authorization.substr(start));
  const std::size_t colon = pair ? pair->find(':') : std::string::npos;
  if (colon == std::string::npos) {
    return std::nullopt;
  }
  auto client_id = web::form_decode(std::string_view(*pair).substr(0, colon));
  auto secret = web::form_decode(std::string_view(*pair).substr(colon + 1));
  if (!client_id || !secret || client_id->empty() || !is_clean_text(*client_id) || !is_clean_text(*secret)) {
    return std::nullopt;
  }
  return BasicCredentials{std::move(*client_id), std::move(*secret)};
}

}  // namespace signet::clients
