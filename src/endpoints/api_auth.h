// /api/auth: people sign up, in and out in an app of the operator's own, by JSON. The refresh token travels in a cookie that
// no script can read; whatever an app holds itself is an access token of some minutes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/login.h"
#include "accounts/address_proofs.h"
#include "accounts/people.h"
#include "base/json.h"
#include "endpoints/devices.h"
#include "endpoints/first_party.h"
#include "endpoints/possession.h"
#include "endpoints/signup_terms.h"
#include "grants/first_party_logins.h"
#include "limits/rate_limiter.h"
#include "tokens/access_token.h"
#include "tokens/subjects.h"
#include "web/cookie.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class ApiAuthEndpoint {
 public:
  struct Parts {
    std::string issuer;
    const FirstParty& first_party;
    const grants::FirstPartyLogins& logins;
    const tokens::AccessTokenReader& access_tokens;
    const Possession& possession;
    const clients::Registry& registry;
    const tokens::Subjects& subjects;
    accounts::AccountStore& accounts;
    accounts::Login& login;
    accounts::People& people;
    const Devices& devices;
    web::CookieJar cookies;
    accounts::AddressProofs& proofs;
    const SignupTerms& signup;
    limits::RateLimiter& signup_limiter;
  };
  explicit ApiAuthEndpoint(Parts parts);

  // {email, password}. Where the terms reveal who is known: 201 {sub, email}, or 409. Otherwise 202, always the same, and a message:
  // the account begins where its link leads, with the password that is chosen there. On the password lane, like the next: they hash.
  [[nodiscard]] web::Response enrol(const web::Request& request) const;
  // {email, password}: 200 {access_token, token_type, expires_in, scope}, and the cookie.
  [[nodiscard]] web::Response log_in(const web::Request& request) const;
  // Cookie: the same answer, and the next cookie.
  [[nodiscard]] web::Response refresh(const web::Request& request) const;
  // Cookie: 204, and no more cookie. Whoever is signed out already gets the same.
  [[nodiscard]] web::Response log_out(const web::Request& request) const;
  // Bearer token: 200 {sub, the claims of its scope, roles}.
  [[nodiscard]] web::Response profile(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response refuse(const protocol::Error& error, const web::Request& request, std::string_view sentence = {}) const;
  // `grant` is for the log.
  [[nodiscard]] web::Response tokens(const grants::TokenResponse& tokens, const clients::Client& client, std::string_view grant) const;
  [[nodiscard]] std::string cookie_path() const;
  [[nodiscard]] std::string refresh_cookie(const web::Request& request) const;
  void clear_cookie(web::Response& response) const;

  Parts parts_;
};

}  // namespace signet::endpoints
