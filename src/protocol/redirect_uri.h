// Redirect URIs: what may be registered, and what matches a registration.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::protocol {

enum class ApplicationType { web, native };

// Why `uri` may not be registered, as a sentence that names the rule; nullopt where it may [R-AZ-3].
[[nodiscard]] std::optional<std::string> redirect_uri_fault(std::string_view uri, ApplicationType type);

// Byte for byte [R-AZ-1]. Only the port may differ, and only for a registered http://127.0.0.1 or http://[::1]
// [RFC8252 §7.3], and for http://localhost where the client is native.
[[nodiscard]] bool redirect_uri_matches(std::string_view registered, std::string_view presented, ApplicationType type);

}  // namespace signet::protocol
