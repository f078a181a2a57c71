// The settings as the rooms below want them, for verbs that use those rooms without a server.
#pragma once

#include "accounts/people.h"
#include "config/settings.h"
#include "keys/rotation.h"

namespace signet::cli {

[[nodiscard]] keys::Policy key_policy(const config::Settings& settings);
[[nodiscard]] accounts::People people(const config::Settings& settings, accounts::AccountStore& store,
                                      Random& random);

}  // namespace signet::cli
