// What may be registered here, as the settings say; for the server and for the command line alike.
#pragma once

#include "clients/metadata.h"
#include "clients/registrations.h"
#include "config/settings.h"

namespace signet::app {

[[nodiscard]] std::vector<jose::Alg> algorithms(const std::vector<std::string>& names);
[[nodiscard]] std::vector<jose::KeyAlg> encryption_algorithms(const std::vector<std::string>& names);
[[nodiscard]] clients::MetadataPolicy metadata_policy(const config::Settings& settings);

// What of it clients may register by themselves, and who may [R-RG-1] [R-RG-2].
[[nodiscard]] clients::MetadataPolicy self_registration_policy(const config::Settings& settings);
[[nodiscard]] clients::RegistrationTerms registration_terms(const config::Settings& settings);

}  // namespace signet::app
