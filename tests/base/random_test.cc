#include "base/random.h"

#include <algorithm>

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

class Always final : public Random {
 public:
  explicit Always(std::uint8_t byte) : byte_(byte) {}
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), byte_); }

 private:
  std::uint8_t byte_;
};

TEST(Random, NoIdLooksLikeAFlag) {
  for (int byte = 0; byte < 256; ++byte) {
    Always random(static_cast<std::uint8_t>(byte));
    const std::string id = random_id(random, 16);
    EXPECT_NE(id.front(), '-');
    EXPECT_EQ(base64url_decode(id)->size(), 16U);
    EXPECT_EQ(id.substr(1), base64url_encode(random_bytes(random, 16)).substr(1));
  }
}

// [R-RN-1] [F-41]
TEST(Random, NoIdIsMadeOfNothing) {
  Broken random;
  EXPECT_ANY_THROW((void)random_id(random));
}

}  // namespace
}  // namespace signet
