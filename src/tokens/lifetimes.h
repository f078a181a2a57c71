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
};

}  // namespace signet::tokens
