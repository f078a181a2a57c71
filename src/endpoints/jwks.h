// GET /oauth2/jwks [RFC7517].
#pragma once

#include "keys/key_manager.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class JwksEndpoint {
 public:
  explicit JwksEndpoint(const keys::KeyManager& keys) : keys_(keys) {}

  // The current ring's set, rendered once per change of the ring.
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  const keys::KeyManager& keys_;
};

}  // namespace signet::endpoints
