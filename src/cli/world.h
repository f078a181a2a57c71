// Everything that a verb touches besides the database, so that a test can be the terminal.
#pragma once

#include <functional>
#include <istream>
#include <optional>
#include <ostream>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "config/load.h"

namespace signet::cli {

struct World {
  std::istream& in;
  std::ostream& out;  // results only
  std::ostream& err;
  // The settings file (that one, or the usual one where it exists) and the environment; or one line of
  // complaint.
  std::function<Expected<config::Sources, std::string>(const std::optional<std::string>& path)> sources;
  const Clock& clock;
  Random& random;
  bool shows_progress = false;  // a person watches `err`
};

}  // namespace signet::cli
