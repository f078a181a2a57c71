// docs/configuration.md, written by the table of settings.
#pragma once

#include <string>

namespace signet::config {

// The whole file. The committed one is compared with it by a test.
[[nodiscard]] std::string documentation();

}  // namespace signet::config
