#include "protocol/prompt.h"

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

TEST(Prompt, ValuesCombineExceptNone) {  // [OIDC.Core §3.1.2.1]
  EXPECT_EQ(Prompt::parse(""), Prompt{});
  EXPECT_EQ(Prompt::parse("none"), (Prompt{.none = true}));
  EXPECT_EQ(Prompt::parse("login consent"), (Prompt{.login = true, .consent = true}));
  EXPECT_EQ(Prompt::parse("select_account login login"), (Prompt{.login = true, .select_account = true}));
  for (const char* text : {"none login", "consent none", "select_account none", "Login", "create",
                           "login,consent", "login\tconsent", "x"}) {
    EXPECT_EQ(Prompt::parse(text), std::nullopt) << text;
  }
}

TEST(Prompt, TextIsReadBack) {
  for (const char* text :
       {"", "none", "login", "consent", "select_account", "login consent", "login consent select_account"}) {
    EXPECT_EQ(Prompt::parse(text)->text(), text);
  }
}

}  // namespace
}  // namespace signet::protocol
