// Browsers in which somebody signed in before: strangers' wrong guesses do not slow them down.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/seal.h"
#include "web/cookie.h"
#include "web/request.h"

namespace signet::endpoints {

// A sealed cookie that says for which account this browser is known; it proves nothing else and opens nothing.
class Devices {
 public:
  Devices(const crypto::MasterKeys& keys, web::CookieJar cookies, Random& random);

  // Whether the account `email` signed in from this browser before.
  [[nodiscard]] bool knows(const web::Request& request, std::string_view email) const;

  // Set-Cookie for a browser in which the account `email` has just signed in.
  [[nodiscard]] std::string remember(std::string_view email) const;

 private:
  crypto::Sealer sealer_;
  web::CookieJar cookies_;
  Random& random_;
};

}  // namespace signet::endpoints
