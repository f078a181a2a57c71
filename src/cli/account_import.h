// `signet account import`: many people at once, from another system.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/verbs.h"

namespace signet::cli {

void add_account_import(CLI::App& account, Parsed& parsed);

}  // namespace signet::cli
