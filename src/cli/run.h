// The command line: arguments become a verb, its result an exit status.
#pragma once

#include <string>
#include <vector>

#include "cli/world.h"

namespace signet::cli {

// 0: done; 1: failed; 2: not understood. What went wrong is on `world.err`, one line each.
[[nodiscard]] int run(const std::vector<std::string>& arguments, World& world);

// The same for main(): `argv[0]` is the program.
[[nodiscard]] int run(int argc, char** argv);

}  // namespace signet::cli
