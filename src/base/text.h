// Small facts about text: valid UTF-8, ASCII case, splitting. No locale anywhere.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet {

// Well-formed [RFC3629]: no overlong forms, no surrogates, nothing beyond U+10FFFF. Any code point, NUL too.
[[nodiscard]] bool is_utf8(std::string_view text);

// Well-formed UTF-8 without NUL, C0 or C1 controls [R-HT-2].
[[nodiscard]] bool is_clean_text(std::string_view text);

// Well-formed UTF-8; controls allowed, except NUL, which PostgreSQL would cut at [S-D1].
[[nodiscard]] bool is_storable_text(std::string_view text);

[[nodiscard]] bool is_printable_ascii(std::string_view text);  // 0x20..0x7E
[[nodiscard]] std::size_t count_code_points(std::string_view utf8);

[[nodiscard]] std::string ascii_lower(std::string_view text);
[[nodiscard]] bool ascii_iequals(std::string_view a, std::string_view b);

// Pieces between separators; empty pieces are left out.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string_view trim(std::string_view text);  // spaces and tabs at both ends
[[nodiscard]] std::string join(const std::vector<std::string>& parts, std::string_view separator);

// Decimal digits only, the whole text, no sign, no overflow.
[[nodiscard]] std::optional<std::int64_t> parse_digits(std::string_view text);

// "900", "30s", "10m", "8h", "7d": a number of seconds as people write it; nullopt otherwise.
[[nodiscard]] std::optional<std::int64_t> parse_duration_seconds(std::string_view text);

}  // namespace signet
