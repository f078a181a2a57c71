// How an access token is shown to our own resources [RFC6750 §2] [RFC9449 §7.1].
#pragma once

#include <string>

#include "protocol/error.h"
#include "web/request.h"

namespace signet::endpoints {

struct PresentedToken {
  std::string text;
  bool as_dpop = false;  // by the scheme DPoP, else by Bearer
};

// The token from the Authorization header, or from a form body; never from the URL; never two at once [R-UI-1].
[[nodiscard]] protocol::Result<PresentedToken> presented_token(const web::Request& request);

// The same from the header only: for endpoints whose body is no form.
[[nodiscard]] protocol::Result<PresentedToken> presented_header(const web::Request& request);

// From the header, by the scheme Bearer and no other.
[[nodiscard]] protocol::Result<std::string> bearer_header(const web::Request& request);

}  // namespace signet::endpoints
