// How long everything lives. One place, so that the promises made in different rooms fit together.
#pragma once

#include "base/time.h"

namespace signet::tokens {

struct Lifetimes {
  Seconds code{60};                  // [R-CD-1] never more
  Seconds access_token{600};         // [R-TK-1]
  Seconds id_token{3600};
  Seconds refresh_idle{14 * 86400};  // [R-RT-8]
  Seconds refresh_absolute{90 * 86400};
  Seconds refresh_replay{30};        // how long a parent is answered with its unused successor [R-RT-5]

  // No access token of a family lives longer after its last rotation: the answer to a parent comes late, and replicas' clocks
  // differ a little [R-TIME-1].
  [[nodiscard]] Seconds access_token_since_rotation() const { return access_token + refresh_replay + Seconds(60); }
};

// No access token lives longer, whatever is configured [R-TK-1].
inline constexpr Seconds kLongestAccessToken{3600};

}  // namespace signet::tokens
