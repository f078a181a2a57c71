// Comparison that takes equally long wherever two secrets differ.
#pragma once

#include <string_view>

namespace signet::crypto {

// Only the length may leak. Use it on digests or MACs of equal length [R-TM-1].
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace signet::crypto
