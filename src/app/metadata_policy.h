// What may be registered here, as the settings say; for the server and for the command line alike.
#pragma once

#include "clients/metadata.h"
#include "config/settings.h"

namespace signet::app {

[[nodiscard]] std::vector<jose::Alg> algorithms(const std::vector<std::string>& names);
[[nodiscard]] clients::MetadataPolicy metadata_policy(const config::Settings& settings);

}  // namespace signet::app
