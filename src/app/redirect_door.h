// Plain http, for whoever types an address without https: the way there, and nothing else.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "http/server.h"
#include "web/route_table.h"

namespace signet::app {

class RedirectDoor {
 public:
  RedirectDoor(const std::string& issuer, const std::string& host, std::uint16_t port, const Clock& clock, Random& random);

  [[nodiscard]] http::Server& server() { return server_; }

 private:
  web::RouteTable routes_;
  http::Server server_;
};

// GET anything: 302 to the same path below the issuer's origin, whatever the Host header says, so that nobody is sent elsewhere. What was
// posted in the clear is not repeated, but refused.
[[nodiscard]] std::vector<web::Route> redirect_routes(const std::string& issuer);

}  // namespace signet::app
