#include "crypto/random.h"

#include <algorithm>
#include <array>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "crypto/openssl_ptr.h"

namespace signet::crypto {
namespace {

void draw(std::span<std::uint8_t> out) { require(RAND_bytes(out.data(), static_cast<int>(out.size())) == 1, "no random bytes"); }

// The generator makes itself a new key after each call, so sixteen bytes cost as much as half a kilobyte, and a request draws several
// times: identifiers, nonces. Bytes are handed out once and wiped here.
class Drawn {
 public:
  ~Drawn() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

  static constexpr std::size_t kLargest = 64;  // what is longer is drawn by itself

  void take(std::span<std::uint8_t> out) {
    if (left_ < out.size()) {
      left_ = 0;  // should drawing fail, nothing old is handed out
      draw(bytes_);
      left_ = bytes_.size();
    }
    std::uint8_t* const from = bytes_.data() + (left_ - out.size());
    std::copy_n(from, out.size(), out.data());
    OPENSSL_cleanse(from, out.size());
    left_ -= out.size();
  }

 private:
  std::array<std::uint8_t, 512> bytes_;
  std::size_t left_ = 0;
};

}  // namespace

void SystemRandom::fill(std::span<std::uint8_t> out) {
  if (out.size() > Drawn::kLargest) {
    draw(out);
    return;
  }
  thread_local Drawn drawn;
  drawn.take(out);
}

}  // namespace signet::crypto
