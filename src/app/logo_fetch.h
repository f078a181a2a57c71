// How clients' logos reach us: through the guarded client for outgoing requests.
#pragma once

#include "clients/logos.h"
#include "outbound/http_client.h"

namespace signet::app {

// Uses `outbound` as long as it lives [R-SSRF-6].
[[nodiscard]] clients::Logos::Fetch logo_fetch(outbound::HttpClient& outbound);

}  // namespace signet::app
