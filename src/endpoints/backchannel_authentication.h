// POST /oauth2/bc-authorize [OIDC.CIBA §7]: a client asks for a person whom it knows by name, without a browser. They get a mail with
// a link, sign in there, and decide.
#pragma once

#include <optional>
#include <string>

#include "accounts/account_store.h"
#include "accounts/address_proofs.h"
#include "authorization/id_token_hint.h"
#include "authorization/request_object.h"
#include "clients/authenticate.h"
#include "limits/rate_limiter.h"
#include "tokens/device_codes.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class BackchannelAuthenticationEndpoint {
 public:
  struct Parts {
    const clients::Authenticator& authenticator;
    const authorization::RequestObjects& request_objects;
    const authorization::IdTokenHints& hints;
    const tokens::DeviceCodes& device_codes;
    accounts::AccountStore& accounts;
    accounts::AddressProofs& mails;
    limits::RateLimiter& by_client;
    limits::RateLimiter& by_person;  // each request writes them a mail
  };
  explicit BackchannelAuthenticationEndpoint(Parts parts) : parts_(parts) {}

  // 200 with auth_req_id, expires_in and interval. Errors are those of [OIDC.CIBA §13]; 429 for too many requests of one client, or
  // for one person. Only somebody whose address is proven, and whose account is in use, can be asked.
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response answer(const protocol::Form& sent, const clients::Client& client, const web::Request& request) const;
  [[nodiscard]] protocol::Result<protocol::Form> parameters(const protocol::Form& sent, const clients::Client& client, Time now) const;
  [[nodiscard]] protocol::Result<accounts::Account> person(const protocol::Form& asked) const;

  Parts parts_;
};

}  // namespace signet::endpoints
