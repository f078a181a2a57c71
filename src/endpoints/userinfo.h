// GET and POST /oauth2/userinfo [OIDC.Core §5.3].
#pragma once

#include <string>

#include "accounts/account_store.h"
#include "clients/registry.h"
#include "tokens/access_token.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class UserInfoEndpoint {
 public:
  UserInfoEndpoint(std::string issuer, const tokens::AccessTokenReader& tokens, const clients::Registry& registry,
                   accounts::AccountStore& accounts)
      : issuer_(std::move(issuer)), tokens_(tokens), registry_(registry), accounts_(accounts) {}

  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  std::string issuer_;
  const tokens::AccessTokenReader& tokens_;
  const clients::Registry& registry_;
  accounts::AccountStore& accounts_;
};

}  // namespace signet::endpoints
