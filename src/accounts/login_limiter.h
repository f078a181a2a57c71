// How often somebody may guess. It slows down whoever guesses, and never locks out anybody else [R-LG-6].
#pragma once

#include <string>
#include <string_view>

#include "accounts/account_store.h"
#include "base/result.h"
#include "base/time.h"

namespace signet::accounts {

// The settings of SIGNET_LIMITS__LOGIN.
struct LoginLimits {
  bool off = false;
  int free_failures = 5;  // per account and source; then the wait doubles from 1 s
  Seconds longest_wait{900};
  int most_failures = 100;  // per account and source: then strangers from there are refused altogether
  Seconds forget_after{7 * 24 * 3600};  // since the last of them
  // Per source over all accounts: an office behind one address mistypes a lot, so this only takes the speed
  // away.
  int free_failures_of_source = 100;
  Seconds longest_wait_of_source{30};
  Seconds forget_source_after{3600};
};

// The network that guesses come from: an IPv4 address as it is, an IPv6 address cut to its /64, because one
// household has a whole /64. IPv4 inside IPv6 ("::ffff:1.2.3.4") is IPv4. Anything else is one source of its
// own.
[[nodiscard]] std::string source_of(std::string_view remote_address);

// The wait that `failures` consecutive ones earn: none up to `free`, then 1 s, 2 s, 4 s … up to `longest`.
[[nodiscard]] Seconds wait_after(int failures, int free, Seconds longest);

// Counts consecutive failures under keys that are digests:
//   account and source, strangers        slowed, and refused from the hundredth on
//   account and source, known browsers   slowed only: a stranger behind the same address cannot reach it
//   source, strangers                    slowed, so that trying one password on all accounts is slow
class LoginLimiter {
 public:
  LoginLimiter(FailureStore& failures, LoginLimits limits) : failures_(failures), limits_(limits) {}

  struct Guess {
    std::string account;  // canonical_email(): equal whether or not such an account exists
    std::string source;   // source_of()
    bool known_browser = false;
  };
  struct Wait {
    Seconds retry_after{0};  // zero: waiting does not help
  };

  // Refuses the guess, or lets it in and counts it as failed before it is made. So of many simultaneous
  // guesses past the free ones, one is made, not all. Afterwards call failed() or succeeded().
  [[nodiscard]] Expected<void, Wait> enter(const Guess& guess, Time now);

  void failed(const Guess& guess, Time now);

  // Forgets the failures of this account from this source. Those of the source stay: signing in to one's own
  // account must not buy more guesses at others'.
  void succeeded(const Guess& guess);

 private:
  FailureStore& failures_;
  const LoginLimits limits_;
};

}  // namespace signet::accounts
