// `signet dev`: everything for a laptop, made on the spot.
#pragma once

#include <ostream>
#include <string>

#include "config/settings.h"

namespace signet::app {

struct DevOptions {
  bool ephemeral = false;     // a database in memory; nothing is written
  bool json = false;          // one line of JSON on `out` instead of text
  bool issuer_given = false;  // otherwise it is http://<listen>
  bool management_given = false;
  std::string directory = "var";
};

// Runs until a signal; returns the exit status. Makes the directory, master key, database, accounts alice and bob, and
// the demo client, keeps what is already there, and prints where to go.
[[nodiscard]] int dev(config::Settings settings, const DevOptions& options, std::ostream& out, std::ostream& errors);

}  // namespace signet::app
