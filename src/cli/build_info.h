// What this program was made of: known when it is configured, compiled in.
#pragma once

#include <span>

namespace signet::cli {

struct BuildInfo {
  struct Library {
    const char* name;
    const char* version;  // that it was built against
  };
  const char* version;
  const char* commit;  // "unknown" outside of a git checkout
  const char* type;    // "Release"
  const char* compiler;
  std::span<const Library> libraries;
};

[[nodiscard]] const BuildInfo& build_info();

}  // namespace signet::cli
