// The smallest HTTP client: asks a server for the status of one path.
#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "config/types.h"

namespace signet::cli {

// The status of GET `path`, or one line about why there is none. Takes at most `patience`. An address that
// means "all of this machine's" is asked on loopback. Not for anything but our own management port: it
// believes what it reads.
[[nodiscard]] Expected<int, std::string> probe(const config::Address& address, const std::string& path,
                                               std::chrono::milliseconds patience);

}  // namespace signet::cli
