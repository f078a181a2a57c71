#include "app/outside.h"

#include <algorithm>
#include <vector>

#include "app/logo_fetch.h"
#include "base/text.h"
#include "web/header.h"

namespace signet::app {
namespace {

constexpr std::size_t kLargestKeySet = 64 * 1024;
constexpr std::size_t kLargestSector = 5 * 1024;
constexpr std::size_t kLargestRequest = 32 * 1024;

// The media type that a Content-Type names, without its parameters.
std::string media_type(const web::Headers& headers) {
  const std::string_view value = web::only(headers, "Content-Type").value_or("");
  return ascii_lower(trim(value.substr(0, value.find(';'))));
}

// Reads documents of one of `types`, with `limits` for each.
clients::Fetch fetch_of(outbound::HttpClient& http, std::vector<std::string> types, outbound::FetchLimits limits) {
  return [&http, types = std::move(types), limits](const std::string& url) -> std::optional<std::string> {
    outbound::FetchRequest request;
    request.url = url;
    request.headers = {{"Accept", join(types, ", ")}};
    auto response = http.fetch(request, limits);
    if (!response || response->status != 200 ||
        std::find(types.begin(), types.end(), media_type(response->headers)) == types.end()) {
      return std::nullopt;
    }
    return std::move(response->body);
  };
}

}  // namespace

bool http_on_loopback(const config::Settings& settings) { return settings.issuer.starts_with("http:"); }

outbound::HttpClientSettings outbound_settings(const config::Settings& settings) {
  return {.ca_file = settings.outbound.ca_file,
          .allow_private = settings.outbound.allow_private,
          .allow_http_to_loopback = http_on_loopback(settings)};
}

Outside outside_over(outbound::HttpClient& http) {
  const outbound::FetchLimits defaults;
  return {.keys = fetch_of(http, {"application/json", "application/jwk-set+json"}, {defaults.total, kLargestKeySet}),
          .sector = fetch_of(http, {"application/json"}, {defaults.total, kLargestSector}),
          .request_objects = fetch_of(http, {"application/jwt", "application/oauth-authz-req+jwt"}, {defaults.total, kLargestRequest}),
          .logos = logo_fetch(http)};
}

}  // namespace signet::app
