// A password for whoever proves their address: of a new account at /signup, of an old one, whose is forgotten, at /password.
#pragma once

#include <optional>
#include <string>

#include "accounts/address_proofs.h"
#include "accounts/people.h"
#include "endpoints/devices.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "endpoints/proof_steps.h"
#include "endpoints/signup_terms.h"
#include "limits/rate_limiter.h"
#include "tokens/revocations.h"

namespace signet::endpoints {

// Nobody has an account, or a password, before they have shown that they read mail at its address; so nobody can prepare one for
// somebody else. No answer says whether there is an account [R-PW-6]: a known address gets another message, an unknown one none.
class MailedPassword {
 public:
  struct Parts {
    const Journey& journey;
    const FormGuard& guard;
    const Devices& devices;
    accounts::AddressProofs& proofs;
    accounts::People& people;
    tokens::Revocations& revocations;
    tokens::RevocationStore& revocation_store;
    const SignupTerms& terms;
    limits::RateLimiter& limiter;
  };
  explicit MailedPassword(Parts parts);

  enum class For { signup, reset };

  // The page that asks for an address; or, with `proof` in the query, the one where a password is chosen. Changes nothing: what
  // looks at the links in mails may look.
  [[nodiscard]] web::Response show(For what, const web::Request& request) const;

  // What these pages send: an address, a code, or a password. Runs on the password lane: it hashes.
  [[nodiscard]] web::Response submit(For what, const web::Request& request) const;

 private:
  struct Failure {
    pages::AddressFailure what;
    protocol::Reason reason;
    Seconds retry_after{0};
  };
  [[nodiscard]] web::Response address_page(For what, const std::string& email, const std::string& t, const web::Request& request,
                                           const std::optional<Failure>& failure) const;
  [[nodiscard]] web::Response choose_page(const accounts::AddressProof& proof, const std::string& token, const std::string& t,
                                          const web::Request& request, const std::optional<accounts::PasswordRefusal>& refusal) const;
  [[nodiscard]] web::Response ask(For what, const protocol::Form& form, const web::Request& request) const;
  [[nodiscard]] web::Response choose(For what, const protocol::Form& form, const web::Request& request) const;
  [[nodiscard]] Expected<accounts::Account, protocol::Reason> take(const accounts::AddressProof& proof, std::string_view password,
                                                                  const web::Request& request) const;
  [[nodiscard]] web::Response welcome(For what, const accounts::Account& account, const std::string& t, const web::Request& request) const;
  [[nodiscard]] bool is_offered(For what) const;
  [[nodiscard]] std::optional<accounts::AddressProof> opened(For what, const std::string& token, Time now) const;

  Parts parts_;
  ProofSteps steps_;
  std::string origin_;
};

}  // namespace signet::endpoints
