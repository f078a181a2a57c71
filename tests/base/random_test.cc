#include "base/random.h"

#include <gtest/gtest.h>

#include "base/base64url.h"

namespace signet {
namespace {

class CountingBytes final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (std::uint8_t& byte : out) {
      byte = next_++;
    }
  }

 private:
  std::uint8_t next_ = 0;
};

class Broken final : public Random {
 public:
  void fill(std::span<std::uint8_t>) override { throw std::runtime_error("no entropy"); }
};

TEST(Random, IdsAreTheBytesInBase64url) {
  CountingBytes random;
  EXPECT_EQ(random_bytes(random, 4), std::string("\x00\x01\x02\x03", 4));
  EXPECT_EQ(base64url_decode(random_id(random, 3)), "\x04\x05\x06");
  EXPECT_EQ(random_id(random).size(), 43U);  // [GE-01]
}

// [R-RN-1] [F-41]
TEST(Random, NoIdIsMadeOfNothing) {
  Broken random;
  EXPECT_ANY_THROW((void)random_id(random));
}

}  // namespace
}  // namespace signet
