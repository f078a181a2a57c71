// Settings from everywhere they may be written: a file, the environment, files with secrets; with every
// complaint at once.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/complaint.h"
#include "config/settings.h"

namespace signet::config {

// What is read from: all of it plain values, so that a test needs neither environment nor disk.
struct Sources {
  struct Text {
    std::string path;
    std::string content;
  };
  std::optional<Text> file;
  std::map<std::string, std::string> environment;  // an empty value counts as not set
  struct Flag {
    std::string name;  // "--listen"
    std::string key;   // "listen"
    std::string value;
  };
  std::vector<Flag> flags;  // of the command line; they win
  // The content of a secret's file, or why it cannot be read.
  std::function<Expected<std::string, std::string>(const std::string& path)> read_file;
  int cores = 1;
};

// What the settings are for: the production server; the laptop, where issuer and master key are made on the
// spot; or a verb that works on the database and ends, for which neither is needed.
enum class Mode { serve, dev, tool };

// Where a value came from, with the value as it may be shown.
struct Provenance {
  std::string key;
  std::string value;
  std::string origin;  // "default" where nobody wrote anything
};

struct Loaded {
  Settings settings;
  std::vector<Complaint> complaints;  // empty: the settings may be used
  std::vector<Complaint> warnings;    // allowed, and worth a thought
  std::vector<Provenance> values;     // of every setting, in the order of the table
};

// Defaults, overridden by the file, then the environment, then the command line; then what must fit together.
[[nodiscard]] Loaded examine(const Sources& sources, Mode mode);

// The same for who wants usable settings or the reasons why not.
[[nodiscard]] Expected<Settings, std::vector<Complaint>> load(const Sources& sources, Mode mode);

}  // namespace signet::config
