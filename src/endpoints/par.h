// POST /oauth2/par: a client pushes an authorization request before it sends the browser [RFC9126].
#pragma once

#include "authorization/id_token_hint.h"
#include "authorization/pushed_requests.h"
#include "authorization/request_object.h"
#include "clients/authenticate.h"
#include "clients/registry.h"
#include "clients/resources.h"
#include "endpoints/possession.h"
#include "limits/rate_limiter.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class ParEndpoint {
 public:
  struct Parts {
    const clients::Authenticator& authenticator;
    const clients::Registry& registry;
    const authorization::RequestObjects& request_objects;
    const authorization::IdTokenHints& hints;
    const clients::Resources& resources;
    const authorization::PushedRequests& pushed_requests;
    const dpop::Proofs& proofs;
    const Possession& possession;
    limits::RateLimiter& limiter;  // per client
  };
  explicit ParEndpoint(Parts parts) : parts_(std::move(parts)) {}

  // Authenticates the client as the token endpoint does, and judges the request as /authorize would [RFC9126 §2.1]: 201
  // with its request_uri, or the error as JSON, so that the client hears of its fault before anybody sees a page.
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response push(const clients::AuthenticatedClient& client, protocol::Form form, const web::Request& request) const;
  [[nodiscard]] protocol::Result<authorization::Request> judge(const clients::Client& client, protocol::Form form, Time now) const;

  Parts parts_;
};

}  // namespace signet::endpoints
