// What settings must satisfy together: the issuer and its sockets, what `serve` cannot do without, and what
// is allowed but unwise.
#pragma once

#include <map>
#include <string>

#include "config/load.h"

namespace signet::config {

// Adds to loaded.complaints and loaded.warnings. `origins` says by key who set what; a key that is missing
// there has its default. `cores` bounds how many passwords are hashed at once.
void check_rules(Loaded& loaded, const std::map<std::string, std::string>& origins, Mode mode, int cores);

}  // namespace signet::config
