// POST /oauth2/token [RFC6749 §3.2].
#pragma once

#include "clients/authenticate.h"
#include "endpoints/possession.h"
#include "grants/grant_table.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class TokenEndpoint {
 public:
  TokenEndpoint(const clients::Authenticator& authenticator, const Possession& possession, const grants::GrantTable& grants)
      : authenticator_(authenticator), possession_(possession), grants_(grants) {}

  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  const clients::Authenticator& authenticator_;
  const Possession& possession_;
  const grants::GrantTable& grants_;
};

// Who the client says it is, from the Authorization header and the form; for every endpoint that authenticates one.
[[nodiscard]] clients::Credentials credentials(const web::Request& request, const protocol::Form& form);

}  // namespace signet::endpoints
