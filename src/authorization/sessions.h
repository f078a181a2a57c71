// Sessions: a person signed in at a browser, known by a cookie whose digest alone is stored.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "authorization/session_store.h"
#include "base/random.h"
#include "web/cookie.h"
#include "web/request.h"

namespace signet::authorization {

struct SessionLimits {
  Seconds idle{8 * 3600};       // [R-LG-4]
  Seconds absolute{24 * 3600};
};

class Sessions {
 public:
  Sessions(SessionStore& store, web::CookieJar cookies, SessionLimits limits, Random& random);

  // Who is signed in at this browser, and what they have allowed `client_id`. One read; every minute of use one write.
  [[nodiscard]] std::optional<SessionView> view(const web::Request& request, const std::string& client_id) const;

  struct Begun {
    Session session;
    std::string set_cookie;
  };
  // A new session for `sub`, just authenticated by the methods `amr`; whatever session the browser had is over
  // [R-LG-2].
  [[nodiscard]] Begun begin(const web::Request& request, const std::string& sub, std::vector<std::string> amr) const;

  // Ends the browser's session. Returns the token families that ended with it.
  std::vector<std::string> end(const web::Request& request) const;
  [[nodiscard]] std::string forget_cookie() const { return cookies_.clear("session"); }

 private:
  [[nodiscard]] std::string cookie_digest(const web::Request& request) const;  // empty: none sent

  SessionStore& store_;
  web::CookieJar cookies_;
  SessionLimits limits_;
  Random& random_;
};

}  // namespace signet::authorization
