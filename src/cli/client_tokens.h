// `signet client token`: the initial access tokens that let others register clients.
#pragma once

#include "cli/verbs.h"

namespace signet::cli {

// Adds the group to `client`.
void add_client_tokens(CLI::App& client, Parsed& parsed);

}  // namespace signet::cli
