// A settings file taken apart: TOML in, keys with text out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/complaint.h"

namespace signet::config {

struct Entry {
  enum class Shape { text, number, flag, list, other };
  std::string key;   // "http.threads"
  std::string text;  // the items of a list between commas
  Shape shape = Shape::text;
  unsigned line = 0;
  std::string origin;  // "signet.toml, line 3"
};

struct File {
  std::vector<Entry> entries;         // in the order of the file
  std::vector<Complaint> complaints;  // that it is not TOML at all
};

// `path` is for messages only. Knows nothing of which keys exist; a table in a table gives "a.b.c".
[[nodiscard]] File parse_file(std::string_view text, const std::string& path);

}  // namespace signet::config
