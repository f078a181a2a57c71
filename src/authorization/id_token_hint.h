// Our own ID tokens coming back as a hint about who is expected to be signed in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "keys/key_manager.h"

namespace signet::authorization {

// The subject of an ID token that this issuer signed with a key it still publishes; it may have expired
// [OIDC.Core §3.1.2.1]. nullopt for everything else.
[[nodiscard]] std::optional<std::string> hinted_subject(std::string_view id_token, const std::string& issuer, const keys::KeyRing& keys);

}  // namespace signet::authorization
