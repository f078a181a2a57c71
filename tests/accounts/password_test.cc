#include "accounts/password.h"

#include <gtest/gtest.h>

namespace signet::accounts {
namespace {

const PasswordPolicy kDefault{};

std::string refusal(std::string_view typed, const PasswordPolicy& policy = kDefault) {
  const auto result = acceptable_password(typed, policy);
  return result ? "" : result.error().sentence();
}

std::string repeated(std::string_view unit, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) {
    text += unit;
  }
  return text;
}

TEST(Password, LengthIsCountedInCodePoints) {  // [R-PW-1]
  EXPECT_EQ(refusal(std::string(15, 'a')), "");
  EXPECT_EQ(refusal(std::string(14, 'a')), "The password has fewer than 15 characters.");
  EXPECT_EQ(refusal(repeated("\xF0\x9F\x90\x9D", 15)), "");
  EXPECT_NE(refusal(repeated("\xF0\x9F\x90\x9D", 14)), "") << "56 bytes, but 14 characters";
}

TEST(Password, LengthIsCountedAfterNormalisation) {  // [R-PW-2]
  EXPECT_NE(refusal(repeated("e\xCC\x81", 14)), "") << "14 times e with an accent, typed as 28 code points";
  EXPECT_EQ(refusal(repeated("e\xCC\x81", 15)), "");
}

TEST(Password, TheSettingMayAskForLessButNeverBelowEight) {  // [R-PW-1]
  EXPECT_EQ(refusal("k7#mQ2vx", {.min_code_points = 8}), "");
  EXPECT_EQ(refusal("1234567", {.min_code_points = 8}), "The password has fewer than 8 characters.");
  EXPECT_EQ(refusal("1234567", {.min_code_points = 1}), "The password has fewer than 8 characters.");
  EXPECT_EQ(refusal(std::string(19, 'a'), {.min_code_points = 20}),
            "The password has fewer than 20 characters.");
}

TEST(Password, Takes1024BytesAndNotOneMore) {  // [R-PW-1] [R-PW-9]
  EXPECT_EQ(refusal(std::string(1024, 'a')), "");
  EXPECT_EQ(refusal(std::string(1025, 'a')), "The password is longer than 1024 bytes.");
  EXPECT_FALSE(normalise_password(std::string(1025, 'a')).has_value());
  EXPECT_EQ(normalise_password(std::string(1024, 'a'))->size(), 1024u) << "nothing is cut";
}

TEST(Password, AnyPrintableCharacterAndSpaceWillDo) {  // [R-PW-2]
  for (const char* password : {"aaaaaaaaaaaaaaa", "               ", "correct horse battery staple",
                               "\xE6\xAD\xA3\xE7\xA1\xAE\xE9\xA9\xAC\xE7\x94\xB5\xE6\xB1\xA0\xE8\xAE\xA2\xE4"
                               "\xB9\xA6\xE9\x92\x89 12345678",
                               "<script>'\";--\\x00%00&#0;"}) {
    EXPECT_EQ(refusal(password), "") << password;
  }
}

TEST(Password, ControlsAndBrokenTextAreRefused) {
  using namespace std::string_literals;
  for (const std::string& password :
       {"aaaaaaaaaaaaaaaa\0"s, "\0aaaaaaaaaaaaaaaa"s, "aaaaaaaaaaaaaaa\n"s, "aaaaaaaaaaaaaaa\x7F"s,
        "aaaaaaaaaaaaaaa\xC2\x85"s, "aaaaaaaaaaaaaaa\xFF"s, "aaaaaaaaaaaaaaa\xC3"s,
        "aaaaaaaaaaaaaaa\xED\xA0\x80"s}) {
    EXPECT_FALSE(normalise_password(password).has_value());
    EXPECT_NE(refusal(password), "");
  }
}

TEST(Password, OneWordTypedOnTwoKeyboardsIsOnePassword) {  // [R-PW-2]
  const auto composed = normalise_password("caf\xC3\xA9");
  const auto decomposed = normalise_password("cafe\xCC\x81");
  EXPECT_EQ(composed->reveal(), "caf\xC3\xA9");
  EXPECT_EQ(decomposed->reveal(), composed->reveal());
}

TEST(Password, NormalisationKeepsWhatOnlyLooksAlike) {
  EXPECT_EQ(normalise_password("\xEF\xAC\x81")->reveal(), "\xEF\xAC\x81")
      << "NFC, not NFKC: the ligature stays";
  EXPECT_EQ(normalise_password("PassWord ")->reveal(), "PassWord ") << "neither case nor blanks change";
  EXPECT_EQ(normalise_password("")->size(), 0u);
}

}  // namespace
}  // namespace signet::accounts
