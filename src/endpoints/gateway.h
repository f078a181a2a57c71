// /gateway/verify: a reverse proxy asks whether a request may pass, and whose it is (docs/gateway.md).
#pragma once

#include <string>
#include <vector>

#include "clients/registry.h"
#include "gateway/policy.h"
#include "limits/rate_limiter.h"
#include "tokens/access_token.h"
#include "tokens/issuer.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class GatewayEndpoint {
 public:
  // `policy_header` names the header that brings the policy instead of the query; empty: the query does. `quota` counts
  // per subject and client.
  GatewayEndpoint(const tokens::AccessTokenReader& tokens, const clients::Registry& registry, const tokens::Issuer& mint,
                  std::vector<gateway::Policy> policies, std::string policy_header, limits::RateLimiter& quota)
      : tokens_(tokens),
        registry_(registry),
        mint_(mint),
        policies_(std::move(policies)),
        policy_header_(std::move(policy_header)),
        quota_(quota) {}

  // 200 with X-Auth-Subject, -Client, -Scope and -Roles, and X-Auth-Token where the policy names an upstream. All five are
  // always there, if need be empty, so that what a client sent under these names is overwritten whatever the proxy does with
  // absent ones: Caddy 2.6 passes the name of its own placeholder on.
  // 401 and 403 with the challenge of [RFC6750 §3]; 429 with Retry-After; 400 where the proxy asks what is not understood.
  // The token comes from the Authorization header alone. No I/O.
  [[nodiscard]] web::Response verify(const web::Request& request) const { return answer(request, true); }

  // The same below /gateway/verify/, where some proxies append path and query of the request in question: parameters
  // that are none of ours are then the client's, and what it may add to the demand is only more.
  [[nodiscard]] web::Response verify_below(const web::Request& request) const { return answer(request, false); }

 private:
  [[nodiscard]] web::Response answer(const web::Request& request, bool query_is_ours) const;
  [[nodiscard]] protocol::Result<gateway::Policy> policy(const web::Request& request, bool query_is_ours) const;
  [[nodiscard]] protocol::Result<gateway::Policy> named(std::string_view name) const;

  const tokens::AccessTokenReader& tokens_;
  const clients::Registry& registry_;
  const tokens::Issuer& mint_;
  std::vector<gateway::Policy> policies_;
  std::string policy_header_;
  limits::RateLimiter& quota_;
};

}  // namespace signet::endpoints
