// The issuer identifier, and the URLs below it.
#pragma once

#include <string>
#include <string_view>

namespace signet::protocol {

// `path` ("/oauth2/token") below the issuer. An issuer that ends with a slash does not get two.
[[nodiscard]] inline std::string url_below(std::string_view issuer, std::string_view path) {
  if (issuer.ends_with('/')) {
    issuer.remove_suffix(1);
  }
  return std::string(issuer) + std::string(path);
}

}  // namespace signet::protocol
