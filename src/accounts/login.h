// Checking a password: equal answers and equal work whoever is named, and guessing that gets nowhere [R-LG-6,
// R-LG-7].
#pragma once

#include <string>

#include "accounts/account_store.h"
#include "accounts/login_limiter.h"
#include "audit/event_store.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "crypto/password_hash.h"
#include "protocol/error.h"

namespace signet::accounts {

struct Attempt {
  std::string email;  // as typed
  Secret password;    // as typed
  std::string remote_address;
  // This browser has signed in to this very account before, and proves it. Browsers of other accounts are
  // strangers.
  bool known_browser = false;
};

// Thread-safe. Runs where blocking is allowed: one attempt costs one password hash, twice where it upgrades
// the hash.
class Login {
 public:
  Login(AccountStore& accounts, FailureStore& failures, audit::EventStore& audit, crypto::Argon2Params params, Random& random,
        LoginLimits limits = {});

  struct Refusal {
    protocol::Reason reason;  // credentials_wrong or too_many_failures
    Seconds retry_after{0};   // for too_many_failures; zero where waiting does not help
  };

  // The account, if it exists, is not disabled and has this password; then its failures are forgotten, and a
  // hash that is weaker than today's is replaced. Unknown, wrong and disabled are one answer. An attempt that
  // the limiter refuses costs no hash and is not counted. Every other is noted for the audit: whose it was, where it came from,
  // and why it was refused; never what was typed [R-AU-1].
  [[nodiscard]] Expected<Account, Refusal> attempt(const Attempt& attempt, Time now);

 private:
  void note(const char* kind, const char* reason, const Account* account, const Attempt& attempt);

  AccountStore& accounts_;
  audit::EventStore& audit_;
  const crypto::Argon2Params params_;
  Random& random_;
  LoginLimiter limiter_;
  const std::string decoy_hash_;
};

}  // namespace signet::accounts
