#include "crypto/block_permutation.h"

#include <set>
#include <stdexcept>

#include <gtest/gtest.h>

namespace signet::crypto {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string text;
  for (const int value : values) {
    text.push_back(static_cast<char>(value));
  }
  return text;
}

// FIPS 197, Appendix C.3.
TEST(BlockPermutation, IsOneBlockOfAes256) {
  std::string key;
  for (int i = 0; i < 32; ++i) {
    key.push_back(static_cast<char>(i));
  }
  const std::string plain = bytes({0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF});
  const std::string cipher = bytes({0x8E, 0xA2, 0xB7, 0xCA, 0x51, 0x67, 0x45, 0xBF, 0xEA, 0xFC, 0x49, 0x90, 0x4B, 0x49, 0x60, 0x89});
  EXPECT_EQ(permute(Secret(key), plain), cipher);
  EXPECT_EQ(permute_back(Secret(key), cipher), plain);
}

TEST(BlockPermutation, NoTwoBlocksHaveTheSameImage) {
  const Secret key(std::string(32, 'k'));
  std::set<std::string> images;
  for (int i = 0; i < 256; ++i) {
    const std::string block(16, static_cast<char>(i));
    EXPECT_EQ(permute_back(key, permute(key, block)), block);
    images.insert(permute(key, block));
  }
  EXPECT_EQ(images.size(), 256U);
}

TEST(BlockPermutation, OtherSizesAreADefect) {
  const Secret key(std::string(32, 'k'));
  for (const std::size_t size : {0U, 15U, 17U, 32U}) {
    EXPECT_THROW(static_cast<void>(permute(key, std::string(size, 'x'))), std::invalid_argument) << size;
    EXPECT_THROW(static_cast<void>(permute_back(key, std::string(size, 'x'))), std::invalid_argument) << size;
  }
  EXPECT_THROW(static_cast<void>(permute(Secret(std::string(16, 'k')), std::string(16, 'x'))), std::invalid_argument);
}

}  // namespace
}  // namespace signet::crypto
