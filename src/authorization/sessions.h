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
    std::vector<std::string> set_cookies;
  };
  // A new session for `sub`, just authenticated by the methods `amr`; whatever session the browser had is over
  // [R-LG-2]. The same person keeps their sid.
  [[nodiscard]] Begun begin(const web::Request& request, const std::string& sub, std::vector<std::string> amr) const;

  // Ends the browser's session; nullopt where it has none.
  std::optional<EndedSession> end(const web::Request& request) const;
  [[nodiscard]] std::vector<std::string> forget_cookies() const;

  // What the row is found by, which also binds other things to this browser's session. Empty: no cookie was sent.
  [[nodiscard]] std::string cookie_digest(const web::Request& request) const;

  // The OP browser state [OIDC.Session §4.2]: another one after every sign-in, empty after signing out. A cookie beside
  // that of the session shows it to the script of check_session_iframe; nothing can be learnt from it, or done with it.
  [[nodiscard]] std::string browser_state(const web::Request& request) const;
  [[nodiscard]] std::string browser_state_cookie() const { return cookies_.name("opbs"); }

 private:
  [[nodiscard]] std::optional<std::string> cookie(const web::Request& request) const;

  SessionStore& store_;
  web::CookieJar cookies_;
  SessionLimits limits_;
  Random& random_;
};

}  // namespace signet::authorization
