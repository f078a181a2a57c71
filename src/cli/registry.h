// The client registry as the operator's verbs use it.
#pragma once

#include <functional>

#include "cli/context.h"
#include "clients/registry.h"
#include "config/settings.h"

namespace signet::cli {

// Runs `use` on a registry over the settings' database that may do all that an operator may. Secrets that must be known
// again need the master key, which few verbs do: without it, only registering such a client fails.
[[nodiscard]] Done with_registry(Context& context, const std::function<Done(const config::Settings&, clients::Registry&)>& use);

}  // namespace signet::cli
