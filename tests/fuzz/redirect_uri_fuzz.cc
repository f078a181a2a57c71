// Redirect URIs, registered and presented on two lines: they are the same bytes, or differ in a loopback port
// only, as a second and much simpler reading of both says [R-AZ-1] [R-AZ-2].
#include <string>

#include "fuzz/property.h"
#include "protocol/redirect_uri.h"

namespace {

using signet::fuzz::demand;
using signet::protocol::ApplicationType;

// A loopback URI without its port; anything else as it is.
std::string without_port(std::string_view uri) {
  for (const std::string_view origin : {"http://127.0.0.1", "http://[::1]", "http://localhost"}) {
    if (!uri.starts_with(origin)) continue;
    auto end = origin.size();
    if (end < uri.size() && uri[end] == ':') end = uri.find_first_not_of("0123456789", end + 1);
    if (end != std::string_view::npos && end < uri.size() && uri[end] != '/' && uri[end] != '?') continue;
    return std::string(origin) + (end < uri.size() ? std::string(uri.substr(end)) : "");
  }
  return std::string(uri);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = signet::fuzz::text_of(data, size);
  const auto line_end = std::min(text.find('\n'), text.size());
  const auto registered = text.substr(0, line_end);
  const auto presented = line_end < text.size() ? text.substr(line_end + 1) : registered;
  for (const auto type : {ApplicationType::web, ApplicationType::native}) {
    if (signet::protocol::redirect_uri_fault(registered, type)) continue;
    demand(signet::protocol::redirect_uri_matches(registered, registered, type), "a URI matches itself");
    demand(registered.find_first_of("#\r\n") == std::string_view::npos,
           "no fragment and no line end is registered");
    if (!signet::protocol::redirect_uri_matches(registered, presented, type)) continue;
    demand(registered == presented || without_port(registered) == without_port(presented),
           "only a port may differ");
  }
  return 0;
}
