// What a pending sign-in must remember, sealed into its own `state`: nothing is stored for it, and tabs do
// not disturb each other.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "crypto/seal.h"
#include "demo/relying_party.h"

namespace signet::demo {

class SignIns {
 public:
  static constexpr Seconds kLifetime{600};

  explicit SignIns(const crypto::MasterKeys& keys) : sealer_(keys, "demo sign-in") {}

  // A `state` that only the browser holding `browser`, an unguessable value in a cookie, can bring back: so
  // nobody can plant an answer to a sign-in of their own into somebody else's browser [RFC6749 §10.12].
  [[nodiscard]] std::string seal(const SignIn& sign_in, std::string_view browser, Random& random,
                                 Time now) const;

  // The sign-in that this browser began with `state`, less than ten minutes ago.
  [[nodiscard]] std::optional<SignIn> open(std::string_view state, std::string_view browser, Time now) const;

 private:
  crypto::Sealer sealer_;
};

}  // namespace signet::demo
