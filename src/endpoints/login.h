// /login: the page where a person proves who they are, and what becomes of what they typed. With `t` they are on their
// way to an app; without, to their own account.
#pragma once

#include "accounts/login.h"
#include "endpoints/devices.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "endpoints/signup_terms.h"

namespace signet::endpoints {

class LoginEndpoint {
 public:
  LoginEndpoint(const Journey& journey, accounts::Login& login, const Devices& devices, const FormGuard& guard, const SignupTerms& terms);

  [[nodiscard]] web::Response show(const web::Request& request) const;
  // Runs on the password lane: it hashes.
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  using Failure = std::optional<accounts::Login::Refusal>;
  [[nodiscard]] web::Response page(const Journey::Open& open, const web::Request& request, std::string_view username,
                                   const Failure& failure = {}) const;
  [[nodiscard]] web::Response page_for_account(const web::Request& request, std::string_view username, const Failure& failure = {}) const;
  [[nodiscard]] web::Response shown(pages::LoginPage page, const web::Request& request, const std::string& ui_locales,
                                    std::string_view username, const Failure& failure) const;

  [[nodiscard]] web::Response submit_for_account(const web::Request& request, const protocol::Form& form) const;
  [[nodiscard]] Expected<accounts::Account, accounts::Login::Refusal> attempt(const web::Request& request, const protocol::Form& form) const;
  // Adds the cookies of the new session, in which `account` is signed in.
  void welcome(web::Response& response, const authorization::Sessions::Begun& begun, const accounts::Account& account) const;

  const Journey& journey_;
  accounts::Login& login_;
  const Devices& devices_;
  const FormGuard& guard_;
  const SignupTerms& terms_;
  std::string origin_;
};

}  // namespace signet::endpoints
