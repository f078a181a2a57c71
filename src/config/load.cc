#include "config/load.h"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/text.h"
#include "config/did_you_mean.h"
#include "config/file.h"
#include "config/rules.h"
#include "config/table.h"

namespace signet::config {
namespace {

constexpr std::string_view kPrefix = "SIGNET_";

// Variables with our prefix that are no settings: of our own scripts and tests, and those that Kubernetes
// puts into every pod beside a service named "signet".
bool is_no_setting(std::string_view variable) {
  const std::string_view name = variable.substr(kPrefix.size());
  return name.starts_with("TEST_") || name == "SKIP_INSTALL" || name == "BINARY" || name == "SERVICE_HOST" ||
         name.starts_with("SERVICE_PORT") || name == "PORT" ||
         (name.starts_with("PORT_") && name.find("_TCP") != std::string_view::npos);
}

const Row* find_row(std::string_view name, std::string Row::*column, std::string_view suffix,
                    bool& from_file) {
  for (const Row& row : rows()) {
    from_file = row.secret && name == row.*column + std::string(suffix);
    if (from_file || name == row.*column) {
      return &row;
    }
  }
  return nullptr;
}

std::string unknown(std::string_view name, std::string Row::*column, std::string_view suffix) {
  std::vector<std::string> known;
  for (const Row& row : rows()) {
    known.push_back(row.*column);
    if (row.secret) {
      known.push_back(row.*column + std::string(suffix));
    }
  }
  const std::string suggestion = did_you_mean(name, known);
  return suggestion.empty() ? "there is no such setting; docs/configuration.md lists all"
                            : "there is no such setting; did you mean " + suggestion + "?";
}

bool fits(Entry::Shape shape, const Row& row) {
  switch (shape) {
    case Entry::Shape::text:
      return true;
    case Entry::Shape::number:
      return row.number;
    case Entry::Shape::flag:
      return row.flag;
    case Entry::Shape::list:
      return row.list;
    case Entry::Shape::other:
      return false;
  }
  return false;
}

class Loader {
 public:
  Loader(const Sources& sources, Loaded& loaded) : sources_(sources), loaded_(loaded) {}

  void read_toml() {
    if (!sources_.file) {
      return;
    }
    File file = parse_file(sources_.file->content, sources_.file->path);
    loaded_.complaints = std::move(file.complaints);
    for (const Entry& entry : file.entries) {
      bool from_file = false;
      const Row* row = find_row(entry.key, &Row::key, "_file", from_file);
      if (row == nullptr) {
        complain(entry.key, entry.origin, unknown(entry.key, &Row::key, "_file"));
      } else if (from_file ? entry.shape != Entry::Shape::text : !fits(entry.shape, *row)) {
        complain(
            entry.key, entry.origin,
            "this kind of value is not accepted; give " + (from_file ? "the path of a file" : row->values));
      } else {
        apply(*row, entry.text, entry.origin, from_file);
      }
    }
  }

  void read_environment() {
    layer_.clear();  // what the file said may be overridden
    for (const auto& [variable, value] : sources_.environment) {
      if (!variable.starts_with(kPrefix) || is_no_setting(variable) || value.empty()) {
        continue;
      }
      bool from_file = false;
      const Row* row = find_row(variable, &Row::variable, "_FILE", from_file);
      if (row == nullptr) {
        complain("", variable, unknown(variable, &Row::variable, "_FILE"));
      } else {
        apply(*row, value, variable, from_file);
      }
    }
  }

  void read_flags() {
    layer_.clear();
    for (const Sources::Flag& flag : sources_.flags) {
      const auto row =
          std::find_if(rows().begin(), rows().end(), [&](const Row& r) { return r.key == flag.key; });
      if (row == rows().end()) {
        throw std::logic_error("a flag for a setting that does not exist: " + flag.key);
      }
      apply(*row, flag.value, flag.name, false);
    }
  }

  void show_values() {
    for (const Row& row : rows()) {
      const auto origin = origins_.find(row.key);
      loaded_.values.push_back(
          {row.key, row.show(loaded_.settings), origin == origins_.end() ? "default" : origin->second});
    }
  }

  [[nodiscard]] const std::map<std::string, std::string>& origins() const { return origins_; }

 private:
  void complain(const std::string& key, const std::string& origin, const std::string& advice) {
    loaded_.complaints.push_back({key, origin, advice});
  }

  void apply(const Row& row, std::string text, std::string origin, bool from_file) {
    // Two sources for a secret: one of them is forgotten somewhere, and nobody can say which is meant.
    const auto earlier = origins_.find(row.key);
    const bool twice =
        earlier != origins_.end() && (row.exclusive || (row.secret && layer_.contains(row.key)));
    if (twice) {
      complain(row.key, origin, "is set here and by " + earlier->second + "; keep one of them");
      return;
    }
    layer_.insert(row.key);
    if (from_file) {
      origin += " (" + text + ")";
      auto content = sources_.read_file(text);
      if (!content) {
        complain(row.key, origin, content.error());
        origins_[row.key] = origin;
        return;
      }
      text = *std::move(content);
      text.erase(text.find_last_not_of("\r\n") + 1);  // editors and echo end files with a line break
    }
    origins_[row.key] = origin;
    if (const auto wrong = row.set(loaded_.settings, text)) {
      complain(row.key, origin, *wrong);
    }
  }

  const Sources& sources_;
  Loaded& loaded_;
  std::map<std::string, std::string> origins_;  // by key
  std::set<std::string> layer_;                 // keys that the present source has set
};

}  // namespace

Loaded examine(const Sources& sources, Mode mode) {
  Loaded loaded;
  Loader loader(sources, loaded);
  loader.read_toml();
  loader.read_environment();
  loader.read_flags();
  loader.show_values();
  check_rules(loaded, loader.origins(), mode, sources.cores);
  return loaded;
}

Expected<Settings, std::vector<Complaint>> load(const Sources& sources, Mode mode) {
  Loaded loaded = examine(sources, mode);
  if (!loaded.complaints.empty()) {
    return unexpected(std::move(loaded.complaints));
  }
  return std::move(loaded.settings);
}

}  // namespace signet::config
