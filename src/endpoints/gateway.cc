#include "endpoints/gateway.h"

#include <algorithm>

#include "endpoints/bearer.h"
#include "endpoints/render.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::fail;
using protocol::Reason;
using protocol::Result;

// [draft-ietf-httpapi-ratelimit-headers]
void add_quota(web::Response& response, const limits::RateLimiter& quota, int left, Seconds until) {
  response.add("RateLimit-Policy", "\"gateway\";q=" + std::to_string(*quota.most()) + ";w=60");
  response.add("RateLimit", "\"gateway\";r=" + std::to_string(left) + ";t=" + std::to_string(until.count()));
}

}  // namespace

Result<gateway::Policy> GatewayEndpoint::named(std::string_view name) const {
  const auto found = std::find_if(policies_.begin(), policies_.end(), [&](const gateway::Policy& policy) { return policy.name == name; });
  return found == policies_.end() ? Result<gateway::Policy>(fail(Reason::gateway_policy_unknown, std::string(name))) : *found;
}

Result<gateway::Policy> GatewayEndpoint::policy(const web::Request& request, bool query_is_ours) const {
  if (!policy_header_.empty()) {
    const auto name = request.header(policy_header_);
    return name ? named(*name) : fail(Reason::gateway_policy_unknown, "not exactly one " + policy_header_);
  }
  gateway::Policy policy;
  const auto pairs = web::parse_form(request.query);
  if (!pairs) {
    return query_is_ours ? Result<gateway::Policy>(fail(Reason::gateway_demand_malformed, "an escape")) : policy;
  }
  for (const auto& [name, value] : *pairs) {
    if (name == "policy") {
      auto found = policy.name.empty() ? named(value) : fail(Reason::gateway_demand_malformed, "policy is repeated");
      if (!found) {
        return found;
      }
      policy.name = found->name;
      policy.upstream = found->upstream;
      policy.demand.scope = policy.demand.scope.union_with(found->demand.scope);
      policy.demand.roles = policy.demand.roles.union_with(found->demand.roles);
      policy.demand.audience.insert(policy.demand.audience.end(), found->demand.audience.begin(), found->demand.audience.end());
    } else if (const bool ours = name == "scope" || name == "role" || name == "audience"; ours || query_is_ours) {
      if (!gateway::add(policy.demand, name, value)) {
        return fail(Reason::gateway_demand_malformed, name);  // a misspelt demand would let everybody pass
      }
    }
  }
  return policy;
}

web::Response GatewayEndpoint::answer(const web::Request& request, bool query_is_ours) const {
  const auto policy = this->policy(request, query_is_ours);
  if (!policy) {
    return oauth_error(policy.error(), request);
  }
  const auto text = bearer_header(request);
  if (!text) {
    return bearer_error(text.error(), request);
  }
  const auto read = tokens_.read(*text, request.now);
  if (!read) {
    return bearer_error(read.error(), request);
  }
  const tokens::AccessToken& token = **read;
  const auto signed_by = [&](web::Response response) {
    response.trail.client_id = token.client_id;
    response.trail.subject = token.sub;
    return response;
  };
  if (!token.confirmation.empty()) {
    // Its proof is for the request that the proxy has, which is not the one that came here.
    return signed_by(bearer_error(Error{Reason::gateway_token_bound, ""}, request));
  }
  const auto client = registry_.find(token.client_id);
  if (client == nullptr || client->disabled) {
    return signed_by(bearer_error(Error{Reason::access_token_revoked, "the client is gone or disabled"}, request));
  }
  const auto judged = gateway::judge(policy->demand, {token.audience, token.scope, token.roles}, mint_.issuer());
  if (!judged) {
    return signed_by(bearer_error(judged.error(), request, policy->demand.scope.text()));
  }
  const auto quota = quota_.take(token.client_id + ' ' + token.sub, request.now);
  if (!quota) {
    web::Response response = oauth_error(Error{Reason::client_rate_limited, "policy " + policy->name}, request);
    response.status = 429;
    response.set("Retry-After", std::to_string(quota.error().count()));
    add_quota(response, quota_, 0, quota.error());
    return signed_by(std::move(response));
  }
  web::Response response;
  response.add("X-Auth-Subject", token.sub);
  response.add("X-Auth-Client", token.client_id);
  response.add("X-Auth-Scope", token.scope.text());
  response.add("X-Auth-Roles", token.roles.text());
  response.add("X-Auth-Token", policy->upstream.empty() ? "" : mint_.upstream_token(*client, token, policy->upstream, request.now));
  if (quota_.most()) {
    add_quota(response, quota_, quota->requests, quota->until_full);
  }
  response.add("Cache-Control", "no-store");
  return signed_by(std::move(response));
}

}  // namespace signet::endpoints
