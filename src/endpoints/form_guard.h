// A form of ours that belongs to no transaction, and comes back only from the browser that it was shown to.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "crypto/seal.h"
#include "web/cookie.h"
#include "web/request.h"

namespace signet::endpoints {

// Without it another site could fill in the form in the name of whoever visits it [R-LG-1]. The CSRF token is a MAC over
// a cookie that only our own pages can have set; nothing is stored.
class FormGuard {
 public:
  FormGuard(const crypto::MasterKeys& keys, web::CookieJar cookies, Random& random);

  struct Issued {
    std::string csrf;
    std::string set_cookie;  // empty: the browser has it already, maybe from another tab
  };
  [[nodiscard]] Issued issue(const web::Request& request, std::string_view form) const;

  // In constant time.
  [[nodiscard]] bool matches(const web::Request& request, std::string_view form, std::string_view csrf) const;

 private:
  crypto::Authenticator authenticator_;
  web::CookieJar cookies_;
  Random& random_;
};

}  // namespace signet::endpoints
