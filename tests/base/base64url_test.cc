#include "base/base64url.h"

#include <gtest/gtest.h>

namespace signet {
namespace {

using namespace std::string_literals;

// [RFC4648 §10]
TEST(Base64url, TheExamplesOfTheRfc) {
  const std::pair<const char*, const char*> rows[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : rows) {
    EXPECT_EQ(base64url_encode(bytes), text);
    EXPECT_EQ(base64url_decode(text), bytes);
    const std::string padded = text + std::string((4 - std::string(text).size() % 4) % 4, '=');
    EXPECT_EQ(base64_encode(bytes), padded);
    EXPECT_EQ(base64_decode(padded), bytes);
  }
}

TEST(Base64url, EveryByteAndEveryLengthGoesThereAndBack) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) {
    EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
    EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    bytes += static_cast<char>(i * 7);
  }
}

TEST(Base64url, TheAlphabetsDifferInTwoCharacters) {
  EXPECT_EQ(base64url_encode("\xfb\xff\xbf"), "-_-_");
  EXPECT_EQ(base64_encode("\xfb\xff\xbf"), "+/+/");
  EXPECT_FALSE(base64url_decode("+/+/"));
  EXPECT_FALSE(base64_decode("-_-_"));
}

// [S-J3] [S-J13]
TEST(Base64url, RefusesEveryByteOutsideTheAlphabet) {
  for (int byte = 0; byte < 256; ++byte) {
    const char c = static_cast<char>(byte);
    const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    for (std::size_t place = 0; place < 4; ++place) {
      std::string text = "AAAA";
      text[place] = c;
      EXPECT_EQ(base64url_decode(text).has_value(), letter || c == '-' || c == '_') << byte;
      const bool padding = c == '=' && place == 3;
      EXPECT_EQ(base64_decode(text).has_value(), letter || c == '+' || c == '/' || padding) << byte;
    }
  }
}

// [S-J13] Exactly one text per value: of 64 last characters, those with unused bits set are refused.
TEST(Base64url, UnusedBitsAreZero) {
  int one_byte = 0;
  int two_bytes = 0;
  for (const char c : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"s) {
    one_byte += base64url_decode("A"s + c) ? 1 : 0;
    two_bytes += base64url_decode("AA"s + c) ? 1 : 0;
  }
  EXPECT_EQ(one_byte, 4);
  EXPECT_EQ(two_bytes, 16);
  EXPECT_FALSE(base64_decode("AB=="));
  EXPECT_FALSE(base64_decode("AAB="));
}

TEST(Base64url, RefusesLengthsThatNoBytesHave) {
  for (const std::size_t length : {1U, 5U, 9U, 4001U}) {
    EXPECT_FALSE(base64url_decode(std::string(length, 'A'))) << length;
  }
}

TEST(Base64, PaddingIsMandatoryAndNowhereElse) {
  for (const char* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "=", "==", "Zm9v=", "Zm9v====", "Zg==Zg==",
                           "Z=g=", "=Zg=", " Zg==", "Zg== ", "Zg==\n", "Zg=\n="}) {
    EXPECT_FALSE(base64_decode(text)) << text;
  }
  EXPECT_FALSE(base64url_decode("Zg=="));
}

}  // namespace
}  // namespace signet
