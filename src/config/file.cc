#include "config/file.h"

#include <algorithm>

#include <toml++/toml.h>

namespace signet::config {
namespace {

std::string at_line(const std::string& path, unsigned line) {
  return path + ", line " + std::to_string(line);
}

bool scalar_text(const toml::node& node, Entry& entry) {
  if (const auto* text = node.as_string()) {
    entry.text = text->get();
    entry.shape = Entry::Shape::text;
  } else if (const auto* number = node.as_integer()) {
    entry.text = std::to_string(number->get());
    entry.shape = Entry::Shape::number;
  } else if (const auto* flag = node.as_boolean()) {
    entry.text = flag->get() ? "true" : "false";
    entry.shape = Entry::Shape::flag;
  } else {
    return false;
  }
  return true;
}

bool list_text(const toml::node& node, Entry& entry) {
  const auto* array = node.as_array();
  if (array == nullptr) {
    return false;
  }
  for (const toml::node& item : *array) {
    const auto* text = item.as_string();
    // A separator within an item would make two of it.
    if (text == nullptr || text->get().find_first_of(", \t\r\n") != std::string::npos) {
      return false;
    }
    entry.text += (entry.text.empty() ? "" : ",") + text->get();
  }
  entry.shape = Entry::Shape::list;
  return true;
}

void walk(const toml::table& table, const std::string& prefix, const std::string& path, File& file) {
  for (const auto& [name, node] : table) {
    const std::string key = prefix + std::string(name.str());
    if (const auto* inner = node.as_table()) {
      walk(*inner, key + ".", path, file);
      continue;
    }
    const unsigned line = node.source().begin.line;
    Entry entry{key, "", Entry::Shape::other, line, at_line(path, line)};
    if (!scalar_text(node, entry) && !list_text(node, entry)) {
      entry.shape = Entry::Shape::other;
    }
    file.entries.push_back(std::move(entry));
  }
}

}  // namespace

File parse_file(std::string_view text, const std::string& path) {
  File file;
  try {
    walk(toml::parse(text), "", path, file);
    std::stable_sort(file.entries.begin(), file.entries.end(),
                     [](const Entry& a, const Entry& b) { return a.line < b.line; });
  } catch (const toml::parse_error& error) {
    // Its description may quote what it read, and what it read may be a secret: the place must do.
    file.complaints.push_back({"", at_line(path, error.source().begin.line),
                               "this is not TOML; mind quotes around text, and each key only once"});
  }
  return file;
}

}  // namespace signet::config
