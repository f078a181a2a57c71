// The name that somebody probably wanted to write.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signet::config {

// The candidate closest to `written`, if it is close enough to be worth naming: few edits (insert, delete,
// replace, swap neighbours), or the same last word ("threads" for "http.threads"). Empty otherwise.
[[nodiscard]] std::string did_you_mean(std::string_view written, const std::vector<std::string>& candidates);

}  // namespace signet::config
