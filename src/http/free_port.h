// A port that nobody listens on right now: for a server whose issuer has to be known before its socket is
// bound.
#pragma once

#include <cstdint>
#include <string>

namespace signet::http {

// Throws std::runtime_error where `host` (an IP address or "localhost") cannot be bound.
[[nodiscard]] std::uint16_t free_port(const std::string& host);

}  // namespace signet::http
