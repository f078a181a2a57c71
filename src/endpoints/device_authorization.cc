#include "endpoints/device_authorization.h"

#include <algorithm>

#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "endpoints/token.h"
#include "protocol/capabilities.h"
#include "protocol/issuer.h"
#include "protocol/user_code.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::Reason;

web::Response too_often(Seconds retry_after, const web::Request& request) {
  web::Response response = oauth_error(Error{Reason::rate_limited, ""}, request);
  response.status = 429;
  response.set("Retry-After", std::to_string(retry_after.count()));
  return response;
}

std::optional<int> ten_times(std::optional<int> per_minute) {
  constexpr int kMost = 1'000'000;
  return per_minute ? std::optional(10 * std::min(*per_minute, kMost)) : std::nullopt;
}

}  // namespace

DeviceAuthorizationLimits::DeviceAuthorizationLimits(std::optional<int> per_minute)
    : by_source(per_minute), by_client(ten_times(per_minute)) {}

web::Response DeviceAuthorizationEndpoint::operator()(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return oauth_error(form.error(), request);
  }
  if (const auto taken = limits_.by_source.take(limits::source_of(request.remote_address), request.now); !taken) {
    return too_often(taken.error(), request);
  }
  const auto client = authenticator_.authenticate(credentials(request, *form), request.now);
  if (!client) {
    return oauth_error(client.error(), request);
  }
  web::Response response = answer(*form, client->client(), request);
  response.trail.client_id = (*client)->client_id;
  return response;
}

web::Response DeviceAuthorizationEndpoint::answer(const protocol::Form& form, const clients::Client& client,
                                                  const web::Request& request) const {
  if (!client.may_use_grant(protocol::kDeviceCodeGrant)) {
    return oauth_error(Error{Reason::grant_type_unregistered, std::string(protocol::kDeviceCodeGrant)}, request);
  }
  const auto scope = protocol::ScopeSet::parse(form.get_or_empty("scope"));
  if (!scope) {
    return oauth_error(Error{Reason::scope_malformed, ""}, request);
  }
  if (const auto taken = limits_.by_client.take(client.client_id, request.now); !taken) {
    return too_often(taken.error(), request);
  }
  const auto begun = device_codes_.begin(client.client_id, scope->intersection(client.scope), request.now);
  if (!begun) {
    return oauth_error(Error{Reason::device_codes_full, ""}, request);
  }
  const std::string page = protocol::url_below(issuer_, "/device");
  const std::string user_code = protocol::shown_user_code(begun->user_code);
  return json(200, {{"device_code", begun->device_code},
                    {"user_code", user_code},
                    {"verification_uri", page},
                    {"verification_uri_complete", web::append_query(page, {{"user_code", user_code}})},
                    {"expires_in", tokens::DeviceCodes::kLifetime.count()},
                    {"interval", tokens::DeviceCodes::kInterval.count()}});
}

}  // namespace signet::endpoints
