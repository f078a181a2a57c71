// /email: whoever is signed in shows that their address is theirs, or takes another one.
#pragma once

#include <optional>
#include <string>

#include "accounts/address_proofs.h"
#include "accounts/login.h"
#include "accounts/people.h"
#include "endpoints/devices.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "endpoints/proof_steps.h"
#include "endpoints/signup_terms.h"

namespace signet::endpoints {

class EmailEndpoint {
 public:
  struct Parts {
    const Journey& journey;
    const FormGuard& guard;
    const Devices& devices;
    accounts::AddressProofs& proofs;
    accounts::Login& login;
    accounts::People& people;
    const SignupTerms& terms;
  };
  explicit EmailEndpoint(Parts parts);

  // The address and a form; or, with `proof` in the query, the question whether it is theirs. Changes nothing. Somebody who is
  // not signed in does that first.
  [[nodiscard]] web::Response show(const web::Request& request) const;

  // A new address, which needs the password and counts wrong ones as a sign-in does; a code; or the answer to the question. Only
  // where the same person is signed in does a proof become their address: nobody can make somebody else confirm an account that
  // is not theirs. The old address is told [R-PW-5]. Runs on the password lane: it hashes.
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  struct Failure {
    std::optional<pages::AddressFailure> address;  // else it is the password
    protocol::Reason reason;
    Seconds retry_after{0};
  };
  [[nodiscard]] web::Response page(const authorization::SessionView& view, const std::string& email, const web::Request& request,
                                   const std::optional<Failure>& failure) const;
  [[nodiscard]] web::Response question(const std::string& token, const web::Request& request) const;
  [[nodiscard]] web::Response ask(const authorization::SessionView& view, const protocol::Form& form, const web::Request& request) const;
  [[nodiscard]] web::Response confirm(const authorization::SessionView& view, const protocol::Form& form, const web::Request& request) const;
  [[nodiscard]] web::Response to_login(const web::Request& request) const;
  [[nodiscard]] web::Response not_offered(const web::Request& request) const;

  Parts parts_;
  ProofSteps steps_;
  std::string origin_;
};

}  // namespace signet::endpoints
