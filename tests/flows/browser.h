// A browser and a person in front of it: keeps cookies, follows redirects inside the provider, fills in forms.
#pragma once

#include <map>
#include <string>

#include "flows/world.h"

namespace signet::testing {

// Where the browser stands: on a page of the provider, or just sent to somewhere else.
struct Stop {
  int status = 0;
  std::string url;        // of the page; or the foreign URL that it was sent to
  std::string body;
  web::Headers headers;
  bool is_foreign = false;

  // Value of an input of the page's form by name; empty if there is none.
  [[nodiscard]] std::string input(const std::string& name) const;
  [[nodiscard]] bool shows(std::string_view text) const { return body.find(text) != std::string::npos; }
  [[nodiscard]] bool is_login() const { return shows("id=\"login-submit\""); }
  [[nodiscard]] bool is_consent() const { return shows("id=\"consent-allow\""); }
  [[nodiscard]] bool is_error_page() const { return shows("id=\"error-page\""); }
  [[nodiscard]] bool is_account_page() const { return shows("id=\"account-continue\""); }
};

class Browser {
 public:
  explicit Browser(World& world) : world_(world) {}

  [[nodiscard]] Stop open(const std::string& url);
  // Posts the page's form with all its hidden inputs, the given fields, and the button.
  [[nodiscard]] Stop submit(const Stop& page, web::Pairs fields, const std::string& button, web::Headers headers = {});

  [[nodiscard]] Stop sign_in(const Stop& login_page, const std::string& email = "alice@example.test",
                             const std::string& password = kPassword);
  [[nodiscard]] Stop allow(const Stop& consent_page) { return submit(consent_page, {}, "consent-allow"); }
  [[nodiscard]] Stop deny(const Stop& consent_page) { return submit(consent_page, {}, "consent-deny"); }

  std::map<std::string, std::string> cookies;
  std::string accept_language;  // as the person set it; none is sent while it is empty

 private:
  [[nodiscard]] web::Headers own_headers() const;
  [[nodiscard]] Stop follow(const std::string& url, web::Response response);

  World& world_;
};

// An authorization request for `client_id` with PKCE, state and nonce; `changes` override, an empty value removes.
[[nodiscard]] std::string authorize_url(const std::string& client_id, const std::map<std::string, std::string>& changes = {});

// The whole journey with a fresh browser: sign in, allow, and the code that arrives at the callback.
[[nodiscard]] std::string code_for(World& world, const Credentials& client, const std::map<std::string, std::string>& changes = {});

// Redeems `code` as the client; the response of the token endpoint.
[[nodiscard]] web::Response redeem(World& world, const Credentials& client, const std::string& code,
                                   const web::Pairs& changes = {});
[[nodiscard]] web::Response refresh(World& world, const Credentials& client, const std::string& refresh_token,
                                    const web::Pairs& more = {});

}  // namespace signet::testing
