// What is tried first is refused [R-PW-3].
#include "accounts/guessable.h"

#include <fstream>
#include <stdexcept>

#include <gtest/gtest.h>

#include "accounts/password.h"
#include "base/text.h"

namespace signet::accounts {
namespace {

std::string refusal(std::string_view typed, std::span<const std::string> names = {}, std::size_t least = 8) {
  const auto result = acceptable_password(typed, {.min_code_points = least}, names);
  return result ? "" : result.error().sentence();
}

class OwnList : public ::testing::Test {
 protected:
  OwnList() { std::filesystem::create_directories(directory); }
  ~OwnList() override { std::filesystem::remove_all(directory); }
  std::filesystem::path write(const std::string& text) {
    std::ofstream(directory / "list", std::ios::binary) << text;
    return directory / "list";
  }
  const std::filesystem::path directory = std::filesystem::temp_directory_path() / ("signet-list-" + std::to_string(getpid()));
};

TEST(CommonPassword, IsRefusedHoweverItIsWritten) {  // [R-PW-3]
  for (const char* common : {"password", "PassWord", "12345678", "1234567890qwertyuiop", "qwertyui", "manchesterunited", "Sunshine2026!!!!", "...dragondragondragon99", "passwordpassword", "1q2w3e4r5t6y7u8i9o0p"}) {
    EXPECT_NE(refusal(common), "") << common;
  }
  EXPECT_EQ(refusal("password of my own choice"), "") << "no rule of composition";
  EXPECT_EQ(refusal("correct horse battery staple"), "");
  EXPECT_EQ(refusal(std::string(64, 'a')), "");
}

TEST(CommonPassword, EveryLineOfTheListIsFound) {
  const auto lists = embedded_passwords();
  ASSERT_EQ(lists.size(), 1U);
  std::string before;
  int lines = 0;
  for (const std::string_view line : split(lists[0].content, '\n')) {
    ASSERT_LT(before, line) << "in the order of bytes, each once";
    ASSERT_TRUE(is_common_password(line, nullptr)) << line;
    ASSERT_FALSE(is_common_password(std::string(line) + "\xC3\xA9", nullptr)) << line;
    ASSERT_EQ(line, ascii_lower(line));
    ASSERT_GE(line.size(), 6U) << "with digits around them";
    before = std::string(line);
    ++lines;
  }
  EXPECT_GT(lines, 15'000);
  EXPECT_FALSE(is_common_password("", nullptr));
  EXPECT_FALSE(is_common_password("\n", nullptr));
}

TEST_F(OwnList, AddsToIt) {  // [R-PW-3]
  PasswordPolicy policy;
  policy.more_common = read_password_list(write("Example Corp 2026\r\n\nshort\nTo be, or not to be\n"));
  EXPECT_EQ(policy.more_common->size(), 2U);
  EXPECT_FALSE(acceptable_password("example corp 2026", policy));
  EXPECT_FALSE(acceptable_password("TO BE, OR NOT TO BE", policy));
  EXPECT_FALSE(acceptable_password("To be, or not to be?", policy)) << "with a sign behind it";
  EXPECT_TRUE(acceptable_password("To be, or not to be: that", policy));
}

TEST_F(OwnList, ThatCannotBeReadIsNamed) {
  EXPECT_THROW((void)read_password_list(directory / "missing"), std::runtime_error);
  const auto large = write("");
  std::filesystem::resize_file(large, (64 << 20) + 1);
  EXPECT_THROW((void)read_password_list(large), std::runtime_error);
}

TEST(OwnName, IsNoPassword) {  // [R-PW-3]
  const auto names = names_in_email("alice.liddell@Example.test");
  for (const char* made_of_it : {"alice.liddell@example.test", "ALICE.LIDDELL@EXAMPLE.TEST", "alice.liddell1234567", "alice.liddell-alice.liddell",
                                 "1alice.liddell!alice.liddell@example.test2"}) {
    EXPECT_NE(refusal(made_of_it, names), "") << made_of_it;
  }
  EXPECT_EQ(refusal("alice.liddell and the white rabbit", names), "") << "enough remains";
  EXPECT_EQ(refusal("somebody else entirely", names), "");
}

TEST(OwnName, OfTheServiceIsNoPasswordEither) {  // [R-PW-3]
  PasswordPolicy policy{.min_code_points = 8};
  const auto host = names_in_host("login.example.com");
  EXPECT_EQ(host, (std::vector<std::string>{"login.example.com", "login", "example"}));
  policy.names.insert(policy.names.end(), host.begin(), host.end());
  for (const char* name : {"signet-signet", "Signet2026", "login.example.com", "Example-Login-1"}) {
    EXPECT_FALSE(acceptable_password(name, policy)) << name;
  }
  EXPECT_TRUE(acceptable_password("an example of something better", policy));
}

TEST(OwnName, OfThreeLettersIsTooShortToBeFound) {
  EXPECT_EQ(refusal("thebobsleigh", names_in_email("bob@example.test")), "");
  EXPECT_NE(refusal("bob@example.test", names_in_email("bob@example.test")), "");
}

}  // namespace
}  // namespace signet::accounts
