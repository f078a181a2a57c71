#include "crypto/random.h"

#include <openssl/rand.h>

#include "crypto/openssl_ptr.h"

namespace signet::crypto {

void SystemRandom::fill(std::span<std::uint8_t> out) {
  require(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "no random bytes");
}

}  // namespace signet::crypto
