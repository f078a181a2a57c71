// JSON that stays text: the members of an object told apart without reading what they are, for what is only passed on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet {

struct JsonMember {
  std::string_view name;   // between its quotes
  std::string_view value;  // any JSON, as it stands in the text
};

// The members of the object in a text that we wrote ourselves (json_text) and kept where nobody else writes, in their order; nullopt where
// it is seen not to be one. Values are not validated: what is inside them was right when it was written. The views are into `text`.
[[nodiscard]] std::optional<std::vector<JsonMember>> own_json_members(std::string_view text);

// `value` as a JSON string, appended. Throws as Json::dump() where it is not UTF-8.
void append_json_string(std::string& text, std::string_view value);

}  // namespace signet
