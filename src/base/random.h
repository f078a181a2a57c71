// Where unguessable bytes come from: an interface given to those who mint, so that tests can count and repeat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace signet {

class Random {
 public:
  virtual ~Random() = default;
  // Fills `out` with unpredictable bytes, or throws: a guessable id is never handed out [R-RN-1].
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

// `count` random bytes as they are.
[[nodiscard]] std::string random_bytes(Random& random, std::size_t count);

// `count` random bytes as base64url. The default of 32 bytes gives 43 characters, which pass the entropy
// measurement of certification [GE-01]; 16 bytes would not. Never begins with '-': an administrator gives ids to the
// command line, which would take it for a flag.
[[nodiscard]] std::string random_id(Random& random, std::size_t count = 32);

}  // namespace signet
