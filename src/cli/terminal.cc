#include "cli/terminal.h"

#include <unistd.h>

#include <iostream>

#include "config/environment.h"
#include "crypto/random.h"

namespace signet::cli {

World process_world() {
  static const SystemClock clock;
  static crypto::SystemRandom random;
  return {std::cin, std::cout, std::cerr, config::system_sources, clock, random, ::isatty(STDERR_FILENO) != 0};
}

}  // namespace signet::cli
