// JSON from strangers, strictly: one root object, bounded depth, no duplicate members, clean member names. And our own, quickly.
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace signet {

using Json = nlohmann::json;

inline constexpr std::size_t kMaxJsonDepth = 12;

// The object that `text` holds, or nullopt where it is anything else: not UTF-8, a BOM, trailing bytes, deeper than
// `max_depth`, a member named twice or with a NUL in its name, a number outside int64/uint64/double [R-JW-1].
// Safe on any stack: depth is checked before nlohmann sees the text, because its copies and dump() recurse.
[[nodiscard]] std::optional<Json> parse_json_object(std::string_view text, std::size_t max_depth = kMaxJsonDepth);

// The same for a text that holds an array.
[[nodiscard]] std::optional<Json> parse_json_array(std::string_view text, std::size_t max_depth = kMaxJsonDepth);

// The object in a text that we wrote ourselves and kept where nobody else writes: nullopt where that went wrong, and no other question
// asked, which takes half the time.
[[nodiscard]] std::optional<Json> parse_own_json_object(std::string_view text);

// As value.dump(), in half the time for what is mostly ASCII. Throws as that where a text is not UTF-8.
[[nodiscard]] std::string json_text(const Json& value);

// String member, or nullopt where absent or of another type.
[[nodiscard]] std::optional<std::string> string_member(const Json& object, const char* name);

// Array of strings, or nullopt where absent or anything else.
[[nodiscard]] std::optional<std::vector<std::string>> strings_member(const Json& object, const char* name);

}  // namespace signet
