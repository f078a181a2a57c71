// Results as text for people: aligned columns, and nothing in them that could move the cursor.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace signet::cli {

// Columns aligned by characters, the first row being the head. Cells are made harmless() here.
[[nodiscard]] std::string table(const std::vector<std::vector<std::string>>& rows);

// "name   value" lines, made harmless(), in the given order.
[[nodiscard]] std::string fields(const std::vector<std::pair<std::string, std::string>>& named);

// An object's members as fields: `first` in that order, where they exist, then the others by name. Lists are
// joined by spaces, objects are JSON.
[[nodiscard]] std::string fields(const Json& object, const std::vector<std::string>& first);

// "2026-01-31T12:00:00Z" [RFC3339].
[[nodiscard]] std::string timestamp(Time time);

// `text` on one line, without control characters and characters that turn the direction of writing: those
// become \u escapes. Names and addresses are chosen by strangers, and a terminal obeys what it is sent
// [R-LK-2].
[[nodiscard]] std::string harmless(std::string_view text);

}  // namespace signet::cli
