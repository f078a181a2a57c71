// The Authorization header of HTTP Basic, as RFC 6749 §2.3.1 wants it read [R-CA-2].
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::clients {

struct BasicCredentials {
  std::string client_id;
  std::string client_secret;
};

// "Basic" in any case, spaces, padded base64 of form-encoded client_id, ':', form-encoded secret. Split at
// the first colon before decoding, so that an encoded colon stays in its half. nullopt where the base64 or an
// escape is not strict, the client_id is empty, or either half is not clean UTF-8 text.
[[nodiscard]] std::optional<BasicCredentials> parse_basic(std::string_view authorization);

}  // namespace signet::clients
