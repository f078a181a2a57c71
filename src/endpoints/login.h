// /login: the page where a person proves who they are, and what becomes of what they typed.
#pragma once

#include "accounts/login.h"
#include "endpoints/devices.h"
#include "endpoints/journey.h"

namespace signet::endpoints {

class LoginEndpoint {
 public:
  LoginEndpoint(const Journey& journey, accounts::Login& login, const Devices& devices)
      : journey_(journey), login_(login), devices_(devices) {}

  [[nodiscard]] web::Response show(const web::Request& request) const;
  // Runs on the password lane: it hashes.
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response page(const Journey::Open& open, const web::Request& request, std::string_view username,
                                   std::optional<protocol::Reason> failure, Seconds retry_after) const;

  const Journey& journey_;
  accounts::Login& login_;
  const Devices& devices_;
};

}  // namespace signet::endpoints
