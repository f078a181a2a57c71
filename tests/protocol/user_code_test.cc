// User codes as devices show them and people type them. [RFC8628 §6.1]
#include "protocol/user_code.h"

#include <gtest/gtest.h>

#include <map>

namespace signet::protocol {
namespace {

// Every byte in turn.
class EveryByte final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    for (auto& byte : out) byte = next_++;
  }

 private:
  std::uint8_t next_ = 0;
};

TEST(UserCode, EveryLetterIsAsLikelyAsEveryOther) {  // [RFC8628 §5.1]
  EveryByte random;
  std::map<char, int> letters;
  for (int i = 0; i < 30; ++i) {  // 30 codes of 8 letters: the 240 bytes that are fair
    const std::string code = new_user_code(random);
    ASSERT_EQ(code.size(), 8U);
    for (const char c : code) ++letters[c];
  }
  EXPECT_EQ(letters.size(), 20U);
  for (const char vowel : {'A', 'E', 'I', 'O', 'U', 'Y'}) EXPECT_FALSE(letters.contains(vowel)) << vowel;
  for (const auto& [letter, count] : letters) EXPECT_EQ(count, 12) << letter;
}

TEST(UserCode, IsShownInTwoHalves) { EXPECT_EQ(shown_user_code("WDJBMJHT"), "WDJB-MJHT"); }

TEST(UserCode, IsReadAsPeopleTypeIt) {
  for (const char* typed : {"WDJB-MJHT", "wdjb-mjht", "WDJBMJHT", " wdjb mjht ", "W.D.J.B/M.J.H.T", "WDJB\u2013MJHT", "wdjb_MJHT\t"}) {
    EXPECT_EQ(user_code_from(typed), "WDJBMJHT") << typed;
  }
}

TEST(UserCode, WithOtherLettersDigitsOrLengthIsNone) {
  for (const char* typed : {"", "----", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJH0", "WDJB-MJHO", "WDJB-MJH1", "ADJB-MJHT", "YDJB-MJHT"}) {
    EXPECT_EQ(user_code_from(typed), std::nullopt) << typed;
  }
}

}  // namespace
}  // namespace signet::protocol
