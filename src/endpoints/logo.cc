#include "endpoints/logo.h"

#include "endpoints/discovery.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

constexpr std::string_view kBefore = "/clients/";
constexpr std::string_view kAfter = "/logo";

}  // namespace

std::string logo_path(const clients::Client& client) {
  return std::string(kBefore) + client.client_id + std::string(kAfter);
}

LogoEndpoint::LogoEndpoint(const std::string& issuer, const clients::Registry& registry, clients::Logos& logos)
    : path_(web::parse_url(protocol::url_below(issuer, kBefore)).value().path), registry_(registry), logos_(logos) {}

web::Response LogoEndpoint::operator()(const web::Request& request) const {
  std::string_view client_id = request.path;
  std::shared_ptr<const clients::Logo> logo;
  if (client_id.starts_with(path_) && client_id.ends_with(kAfter) && client_id.size() > path_.size() + kAfter.size()) {
    client_id.remove_prefix(path_.size());
    client_id.remove_suffix(kAfter.size());
    const auto client = registry_.find(client_id);
    logo = client == nullptr || client->disabled ? nullptr : logos_.find(*client, request.now);
  }
  web::Response response;
  if (logo != nullptr) {
    response = public_document(request, logo->content_type, logo->bytes, logo->etag, "public, max-age=3600");
  } else {
    response.status = 404;
    response.add("Cache-Control", "no-store");
  }
  // Were the bytes ever taken for a document, it could do nothing.
  response.set("Content-Security-Policy", "default-src 'none'");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  return response;
}

}  // namespace signet::endpoints
