#include "endpoints/first_party.h"

#include <algorithm>

#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::fail;
using protocol::Reason;

bool has_web_origin(const clients::Client& client, std::string_view origin) {
  return std::find(client.web_origins.begin(), client.web_origins.end(), origin) != client.web_origins.end();
}

}  // namespace

FirstParty::FirstParty(const std::string& issuer, const clients::Registry& registry, std::string default_client_id)
    : own_origin_(web::parse_url(issuer).value().origin()), registry_(registry), default_client_id_(std::move(default_client_id)) {}

std::shared_ptr<const clients::Client> FirstParty::find(std::string_view client_id) const {
  auto client = registry_.find(client_id);
  return client != nullptr && client->first_party && !client->disabled ? client : nullptr;
}

std::shared_ptr<const clients::Client> FirstParty::client_of(std::optional<std::string_view> client_id,
                                                             std::optional<std::string_view> origin) const {
  if (client_id) {
    return find(*client_id);
  }
  auto registered = origin ? registry_.first_party_of(*origin) : nullptr;
  const bool from_elsewhere = origin && *origin != own_origin_;
  return registered != nullptr || from_elsewhere ? registered : find(default_client_id_);
}

protocol::Result<std::shared_ptr<const clients::Client>> FirstParty::caller(const web::Request& request,
                                                                            std::optional<std::string_view> client_id) const {
  // SameSite=Strict keeps the cookie away from other sites; so nothing that comes from one can be meant well.
  if (request.count("Sec-Fetch-Site") > 1 || request.count("Origin") > 1 || request.header("Sec-Fetch-Site") == "cross-site") {
    return fail(Reason::api_cross_site, "Sec-Fetch-Site");
  }
  const auto origin = request.header("Origin");
  if (origin == "null") {
    return fail(Reason::api_cross_site, "Origin null");
  }
  auto client = client_of(client_id, origin);
  if (client == nullptr) {
    return fail(Reason::api_client_unknown);
  }
  if (origin && *origin != own_origin_ && !has_web_origin(*client, *origin)) {
    return fail(Reason::api_cross_site, "client " + client->client_id);
  }
  return client;
}

bool FirstParty::may_call(std::string_view origin, std::string_view client_id) const {
  if (client_id.empty()) {
    return registry_.has_first_party_origin(origin);
  }
  const auto client = find(client_id);
  return client != nullptr && has_web_origin(*client, origin);
}

}  // namespace signet::endpoints
