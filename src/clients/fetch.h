// How this room reads what clients keep at URLs of their own: a port, which the roof binds to the guarded HTTP client.
#pragma once

#include <functional>
#include <optional>
#include <string>

namespace signet::clients {

// The document that stands at `url`, or nullopt whatever went wrong [R-SSRF-7]. Returns within a few seconds; may be
// called from any thread. An empty one stands for a place from which nothing can be fetched.
using Fetch = std::function<std::optional<std::string>(const std::string& url)>;

}  // namespace signet::clients
