// Who may make an account.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace signet::endpoints {

struct SignupTerms {
  bool open = false;                 // anybody; otherwise only whom the operator invited
  std::vector<std::string> domains;  // of e-mail addresses; ".example.com" is all below it; empty: any
  bool reveal_existing = false;      // says at once, to whoever asks, that an address has an account
  bool mail = false;                 // messages can be sent

  [[nodiscard]] bool admits(std::string_view email) const;
};

}  // namespace signet::endpoints
