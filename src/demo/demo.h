// The demo relying party of `signet dev`: an ordinary confidential client that happens to live in the same
// process.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "crypto/master_keys.h"
#include "demo/relying_party.h"
#include "demo/sessions.h"
#include "demo/sign_ins.h"
#include "pages/pages.h"
#include "web/cookie.h"
#include "web/route_table.h"

namespace signet::demo {

// It gets nothing from the provider but what any client gets over HTTP; only pages and master keys (for its
// own cookies) are lent.
class Demo {
 public:
  Demo(Settings settings, RelyingParty::Fetch fetch, const crypto::MasterKeys& keys, Random& random,
       const pages::Renderer& pages);

  // /demo, /demo/sign-in, /demo/callback, /demo/refresh and /demo/sign-out, below the issuer's path. The
  // handlers refer to this object.
  [[nodiscard]] std::vector<web::Route> routes() const;

 private:
  [[nodiscard]] web::Response home(const web::Request& request) const;
  [[nodiscard]] web::Response sign_in(const web::Request& request) const;
  [[nodiscard]] web::Response callback(const web::Request& request) const;
  [[nodiscard]] web::Response refresh(const web::Request& request) const;
  [[nodiscard]] web::Response sign_out(const web::Request& request) const;

  [[nodiscard]] web::Response home_page(std::string_view failure, const web::Request& request) const;
  // Home again, saying why there is no sign-in.
  [[nodiscard]] web::Response failed(int status, std::string_view why, const web::Request& request) const;
  [[nodiscard]] web::Response to_home() const;
  [[nodiscard]] web::Response result(const Account& account, const std::string& session_id,
                                     const web::Request& request) const;
  // The session that a form of the result page was posted for; empty where the form is not ours.
  [[nodiscard]] std::string session_of_form(const web::Request& request) const;

  RelyingParty relying_party_;
  SignIns sign_ins_;
  mutable Sessions sessions_;
  web::CookieJar cookies_;
  Random& random_;
  const pages::Renderer& pages_;
};

}  // namespace signet::demo
