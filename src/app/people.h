// People as the settings want them kept; for the server and for the command line alike.
#pragma once

#include "accounts/people.h"
#include "config/settings.h"

namespace signet::app {

[[nodiscard]] crypto::Argon2Params argon2_params(const config::Settings& settings);

// Throws std::runtime_error where passwords.blocklist_file cannot be read.
[[nodiscard]] accounts::People people(const config::Settings& settings, accounts::AccountStore& store, Random& random);

}  // namespace signet::app
