// Sources made of plain values, for tests of the loader.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "config/load.h"

namespace signet::config {

inline constexpr const char* kMasterKey = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

// What `serve` needs at least, in the environment.
inline std::map<std::string, std::string> enough() {
  return {{"SIGNET_ISSUER", "https://id.example.com"}, {"SIGNET_MASTER_KEY", kMasterKey}};
}

// `files` by path; every other path cannot be read.
inline Sources sources(std::map<std::string, std::string> environment,
                       std::optional<std::string> toml = std::nullopt,
                       std::map<std::string, std::string> files = {}) {
  Sources made;
  made.environment = std::move(environment);
  if (toml) {
    made.file = Sources::Text{"signet.toml", *std::move(toml)};
  }
  made.read_file = [files = std::move(files)](const std::string& path) -> Expected<std::string, std::string> {
    const auto found = files.find(path);
    if (found == files.end()) {
      return unexpected("cannot read " + path);
    }
    return found->second;
  };
  return made;
}

// The same with one more variable.
inline Sources with(const std::string& variable, const std::string& value) {
  auto environment = enough();
  environment[variable] = value;
  return sources(std::move(environment));
}

}  // namespace signet::config
