// The settings as the rooms below want them, for verbs that use those rooms without a server.
#pragma once

#include "config/settings.h"
#include "keys/rotation.h"

namespace signet::cli {

[[nodiscard]] keys::Policy key_policy(const config::Settings& settings);

}  // namespace signet::cli
