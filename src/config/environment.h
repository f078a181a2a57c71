// The one place that reads the process's environment and the disk for settings.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "config/load.h"

namespace signet::config {

inline constexpr const char* kDefaultFile = "signet.toml";

// The environment, and the file: `path`, which must be readable, or signet.toml where that exists. The error
// is one line that says what to do.
[[nodiscard]] Expected<Sources, std::string> system_sources(const std::optional<std::string>& path);

// The whole of a file of at most 1 MiB. The error names path, owner, mode and who we are, which is what it
// takes to put it right inside a container.
[[nodiscard]] Expected<std::string, std::string> read_file(const std::string& path);

}  // namespace signet::config
