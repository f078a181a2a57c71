// /clients/{client_id}/logo: a client's logo from our own origin [R-RG-4].
#pragma once

#include <string>

#include "clients/logos.h"
#include "clients/registry.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

// Below the issuer.
[[nodiscard]] std::string logo_path(const clients::Client& client);

class LogoEndpoint {
 public:
  LogoEndpoint(const std::string& issuer, const clients::Registry& registry, clients::Logos& logos);

  // The picture; 404 where the client is unknown, or its logo is not here (yet).
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  std::string path_;  // what stands before the client_id
  const clients::Registry& registry_;
  clients::Logos& logos_;
};

}  // namespace signet::endpoints
