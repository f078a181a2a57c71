// The operating system's randomness through OpenSSL's generator.
#pragma once

#include "base/random.h"

namespace signet::crypto {

class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;  // throws rather than return predictable bytes [R-RN-1]
};

}  // namespace signet::crypto
