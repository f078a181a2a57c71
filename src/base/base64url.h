// base64url without padding [RFC4648 §5], strict: one text per byte string, so nothing signed or looked up has two
// spellings [S-J13]. Also the strict padded base64 of HTTP Basic.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet {

[[nodiscard]] std::string base64url_encode(std::string_view bytes);

// Refuses padding, white space, '+' and '/', a length of 4n+1, and trailing bits that are not zero.
[[nodiscard]] std::optional<std::string> base64url_decode(std::string_view text);

// Standard alphabet with mandatory padding [RFC4648 §4], equally strict; for HTTP Basic [R-CA-2].
[[nodiscard]] std::optional<std::string> base64_decode(std::string_view text);
[[nodiscard]] std::string base64_encode(std::string_view bytes);

}  // namespace signet
