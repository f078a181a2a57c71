// How a verb ends badly: lines for standard error, each of which says what to do, and an exit status.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace signet::cli {

inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;

struct Failure {
  std::vector<std::string> lines;
  int status = kFailed;
};

using Done = Expected<void, Failure>;

[[nodiscard]] inline tl::unexpected<Failure> fail(std::string line, int status = kFailed) {
  return tl::unexpected<Failure>(Failure{{std::move(line)}, status});
}

}  // namespace signet::cli
