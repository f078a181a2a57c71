#include "base/clock.h"

namespace signet {

Time SystemClock::now() const {
  return std::chrono::floor<Milliseconds>(std::chrono::system_clock::now()) + offset();
}

}  // namespace signet
