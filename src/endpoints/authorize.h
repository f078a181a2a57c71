// GET and POST /oauth2/authorize [RFC6749 §3.1] [OIDC.Core §3.1.2].
#pragma once

#include "endpoints/journey.h"
#include "keys/key_manager.h"

namespace signet::endpoints {

class AuthorizeEndpoint {
 public:
  AuthorizeEndpoint(const Journey& journey, const keys::KeyManager& keys) : journey_(journey), keys_(keys) {}

  // Two phases, because errors have two destinations: until the return address is established they stay on our page,
  // afterwards they travel. With `t` alone it is the continuation of a transaction.
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  const Journey& journey_;
  const keys::KeyManager& keys_;
};

}  // namespace signet::endpoints
