#include "accounts/email.h"

#include <gtest/gtest.h>

namespace signet::accounts {
namespace {

TEST(Email, AcceptsWhatPeopleHave) {
  for (const char* address :
       {"alice@example.test", "a@b", "root@localhost", "o'brien+news@mail.example.co.uk",
        "A.B-c_d@xn--bcher-kva.example", "1@1.2.3.4.example", "#!$%&'*+-/=?^_`{|}~@example.test"}) {
    EXPECT_TRUE(is_email_address(address)) << address;
  }
}

TEST(Email, RefusesWhatIsNoAddress) {
  using namespace std::string_literals;
  for (const std::string& text : {""s,
                                  "@"s,
                                  "alice"s,
                                  "alice@"s,
                                  "@example.test"s,
                                  "alice@@example.test"s,
                                  "a@b@example.test"s,
                                  ".alice@example.test"s,
                                  "alice.@example.test"s,
                                  "al..ice@example.test"s,
                                  "alice@.example"s,
                                  "alice@example."s,
                                  "alice@exa..mple"s,
                                  "alice@-example"s,
                                  "alice@example-"s,
                                  "alice@exa_mple"s,
                                  "alice@[127.0.0.1]"s,
                                  "\"alice\"@example.test"s,
                                  "alice @example.test"s,
                                  " alice@example.test"s,
                                  "alice@example.test "s,
                                  "alice@example.test\n"s,
                                  "alice@example.test\r\nBcc: eve@example.test"s,
                                  "alice\0@example.test"s,
                                  "alice@example.test\0"s,
                                  "alice@b\xC3\xBC"
                                  "cher.example"s,
                                  "al\xC3\xAD"
                                  "ce@example.test"s,
                                  "<alice@example.test>"s,
                                  "alice(x)@example.test"s,
                                  "a,b@example.test"s,
                                  "a;b@example.test"s,
                                  "a:b@example.test"s,
                                  "a\\b@example.test"s}) {
    EXPECT_FALSE(is_email_address(text)) << text;
  }
}

TEST(Email, LengthIsBounded) {
  const std::string label(62, 'd');
  const std::string domain = label + "." + label + "." + label;  // 188
  EXPECT_FALSE(is_email_address(std::string(65, 'a') + "@example.test"));
  EXPECT_TRUE(is_email_address(std::string(64, 'a') + "@" + std::string(63, 'd')));
  EXPECT_FALSE(is_email_address(std::string(64, 'a') + "@" + std::string(64, 'd')));
  const std::string longest = std::string(64, 'a') + "@" + domain;  // 253
  EXPECT_EQ(longest.size(), 253u);
  EXPECT_TRUE(is_email_address(longest + "d")) << "254 bytes";
  EXPECT_FALSE(is_email_address(longest + ".e")) << "255 bytes";
}

TEST(Email, CanonicalFormIsOnePerAccount) {
  EXPECT_EQ(canonical_email(" Alice@Example.TEST\t"), "alice@example.test");
  EXPECT_EQ(canonical_email("alice@example.test"), "alice@example.test");
  EXPECT_EQ(canonical_email("\xC3\x89@x"), "\xC3\x89@x") << "only ASCII letters have cases here";
}

}  // namespace
}  // namespace signet::accounts
