// The files that make the pages: those built in, each replaced by the one of its name in the operator's
// directory.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "pages/messages.h"
#include "pages/template.h"

namespace signet::pages {

class Theme {
 public:
  // `directory` may be empty: then all files are the built-in ones. Throws std::runtime_error, naming the
  // file, where it cannot be read or holds a file that is none of ours (a replacement that would never be
  // used).
  explicit Theme(const std::filesystem::path& directory);

  [[nodiscard]] const std::string& file(std::string_view name) const;

  // The whole page `name`: the layout with `name`.mustache at {{> page}}, other {{> files}} in their places,
  // and each
  // [[message]] in `language`. Throws std::runtime_error, naming the file, where that is no template, names
  // an unknown message, or lacks an id that programs and tests rely on, whatever the theme [PG-02].
  [[nodiscard]] Template page(std::string_view name, const Language& language) const;

  // The ids of the page `name` that are public contract.
  [[nodiscard]] static const std::vector<std::string_view>& contract(std::string_view name);

 private:
  [[nodiscard]] std::string included(std::string text, std::string_view page) const;

  std::map<std::string, std::string, std::less<>> files_;
};

}  // namespace signet::pages
