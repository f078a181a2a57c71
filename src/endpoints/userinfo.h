// GET and POST /oauth2/userinfo [OIDC.Core §5.3].
#pragma once

#include "accounts/account_store.h"
#include "clients/registry.h"
#include "endpoints/possession.h"
#include "tokens/access_token.h"
#include "tokens/issuer.h"
#include "tokens/subjects.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class UserInfoEndpoint {
 public:
  UserInfoEndpoint(const tokens::Issuer& issuer, const tokens::AccessTokenReader& tokens, const Possession& possession,
                   const clients::Registry& registry,
                   const tokens::Subjects& subjects, accounts::AccountStore& accounts)
      : issuer_(issuer), tokens_(tokens), possession_(possession), registry_(registry), subjects_(subjects), accounts_(accounts) {}

  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response answer(const web::Request& request) const;

  const tokens::Issuer& issuer_;
  const tokens::AccessTokenReader& tokens_;
  const Possession& possession_;
  const clients::Registry& registry_;
  const tokens::Subjects& subjects_;
  accounts::AccountStore& accounts_;
};

}  // namespace signet::endpoints
