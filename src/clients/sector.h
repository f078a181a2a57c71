// Sector identifiers: which clients see the same pairwise sub [OIDC.Core §8.1].
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "clients/fetch.h"
#include "protocol/error.h"

namespace signet::clients {

// The host of sector_identifier_uri, else the one host of all redirect_uris, in lower case; nullopt where they have
// several, or one has none. `metadata` has been through validate_metadata().
[[nodiscard]] std::optional<std::string> sector_identifier(const Json& metadata);

// Whoever holds a host can say there which redirect URIs belong to its sector, so nobody joins a sector uninvited: what
// stands at sector_identifier_uri, if there is one, must be a JSON array with every redirect URI
// [OIDC.Registration §5] [DR-07]. `metadata` has been through validate_metadata().
[[nodiscard]] protocol::Result<void> check_sector(const Json& metadata, const Fetch& fetch);

}  // namespace signet::clients
