#include "app/redirect_door.h"

#include "web/url.h"

namespace signet::app {
namespace {

constexpr int kThreads = 2;
constexpr std::size_t kMostConnections = 256;

http::Settings settings_of(const std::string& host, std::uint16_t port) {
  http::Settings settings;
  settings.host = host;
  settings.port = port;
  settings.threads = kThreads;
  settings.max_connections = kMostConnections;
  settings.requests_per_connection = 1;
  return settings;
}

web::Response plain(int status, const web::Request&) {
  web::Response response;
  response.status = status;
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.add("Cache-Control", "no-store");
  response.body = "Use https.\n";
  return response;
}

}  // namespace

std::vector<web::Route> redirect_routes(const std::string& issuer) {
  const std::string origin = web::parse_url(issuer).value().origin();
  return {{"redirect",
           "/*",
           {{web::Method::get, {[origin](const web::Request& request) {
               web::Response response = plain(302, request);
               response.add("Location", origin + request.path + (request.query.empty() ? "" : "?" + request.query));
               return response;
             }}}}}};
}

RedirectDoor::RedirectDoor(const std::string& issuer, const std::string& host, std::uint16_t port, const Clock& clock, Random& random)
    : routes_(redirect_routes(issuer), plain), server_(routes_, clock, random, settings_of(host, port), [](const auto&, const auto&, auto) {}) {}

}  // namespace signet::app
