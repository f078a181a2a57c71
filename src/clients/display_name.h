// Names that are shown to people: what could make one look like another's is refused [R-RG-6].
#pragma once

#include <cstddef>
#include <string_view>

namespace signet::clients {

inline constexpr std::size_t kLongestDisplayName = 128;  // code points

// One to 128 code points of UTF-8, without control characters, without characters that change the direction
// of writing, and without those that are invisible; a letter or sign must stand at both ends.
[[nodiscard]] bool is_display_name(std::string_view text);

}  // namespace signet::clients
