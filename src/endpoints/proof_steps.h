// What every proof of an address has in common: a message is on its way, and whoever asked for it types the code that it holds.
#pragma once

#include <string>
#include <string_view>

#include "accounts/address_proofs.h"
#include "endpoints/form_guard.h"
#include "endpoints/journey.h"

namespace signet::endpoints {

class ProofSteps {
 public:
  ProofSteps(const Journey& journey, const FormGuard& guard, const accounts::AddressProofs& proofs);

  // Where the steps happen, and where they begin.
  struct Place {
    std::string path;   // "/signup"
    std::string start;  // "/password?reset=1"
  };

  // The page where the code is typed. `t` is the transaction that the person came with; may be empty.
  [[nodiscard]] web::Response sent(const Place& place, const std::string& address, const std::string& asked, const std::string& t,
                                   const web::Request& request, bool wrong = false) const;

  // What that page sends, from the browser that asked and from no other: a right code leads where the link does.
  [[nodiscard]] web::Response enter_code(const Place& place, const protocol::Form& form, const web::Request& request) const;

  // The page for a link that is over, or of another kind.
  [[nodiscard]] web::Response gone(const Place& place, const web::Request& request) const;

 private:
  const Journey& journey_;
  const FormGuard& guard_;
  const accounts::AddressProofs& proofs_;
};

}  // namespace signet::endpoints
