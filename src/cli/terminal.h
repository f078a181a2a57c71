// The World of a real process.
#pragma once

#include "cli/world.h"

namespace signet::cli {

// Standard input, output and error, the process's environment, the machine's clock and randomness.
[[nodiscard]] World process_world();

}  // namespace signet::cli
