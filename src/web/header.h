// An HTTP header field and lists of them, in order and with repeats.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace signet::web {

struct Header {
  std::string name;
  std::string value;
};

using Headers = std::vector<Header>;

// How often `name` (any case) occurs.
[[nodiscard]] std::size_t count(const Headers& headers, std::string_view name);

// The value of `name` if it occurs exactly once. Absent and repeated are both nullopt: nobody may pick one of two.
[[nodiscard]] std::optional<std::string_view> only(const Headers& headers, std::string_view name);

}  // namespace signet::web
