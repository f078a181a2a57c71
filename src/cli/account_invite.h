// `signet account invite`: lets somebody make an account.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/verbs.h"

namespace signet::cli {

void add_account_invite(CLI::App& account, Parsed& parsed);

}  // namespace signet::cli
