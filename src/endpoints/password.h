// /password: whoever is signed in gives themselves a new password [R-PW-5]; whoever forgot theirs gets one by mail.
#pragma once

#include <optional>
#include <string>

#include "accounts/login.h"
#include "accounts/people.h"
#include "endpoints/devices.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "endpoints/mailed_password.h"
#include "tokens/revocations.h"

namespace signet::endpoints {

class PasswordEndpoint {
 public:
  struct Parts {
    const Journey& journey;
    const FormGuard& guard;
    const Devices& devices;
    accounts::Login& login;
    accounts::People& people;
    tokens::Revocations& revocations;
    tokens::RevocationStore& revocation_store;
    accounts::AddressProofs& proofs;
    const MailedPassword& mailed;  // answers what has `reset` or `proof` in its query, and the forms that follow from it
    bool mail = false;             // messages can be sent
  };
  explicit PasswordEndpoint(Parts parts);

  // Somebody who is not signed in does that first.
  [[nodiscard]] web::Response show(const web::Request& request) const;

  // Needs the current password, and counts wrong ones as a sign-in does. Then every session and token family of the person is
  // over, and this browser gets a session of its own. Runs on the password lane: it hashes.
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  struct Failure {
    pages::PasswordFailure what;
    protocol::Reason reason;
    Seconds retry_after{0};
  };
  [[nodiscard]] web::Response page(const authorization::SessionView& view, const web::Request& request,
                                   const std::optional<Failure>& failure) const;
  [[nodiscard]] web::Response change(const authorization::SessionView& view, const protocol::Form& form, const web::Request& request) const;
  [[nodiscard]] web::Response to_login(const web::Request& request) const;

  Parts parts_;
  std::string origin_;
};

}  // namespace signet::endpoints
