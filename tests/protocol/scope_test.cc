#include "protocol/scope.h"

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

ScopeSet scope(std::string_view text) { return *ScopeSet::parse(text); }

TEST(Scope, KeepsOrderAndDropsRepeats) {  // [RFC6749 §3.3]
  EXPECT_EQ(scope("openid email openid profile email").text(), "openid email profile");
  EXPECT_EQ(scope("").text(), "");
  EXPECT_TRUE(scope("").empty());
  EXPECT_EQ(scope("  openid   email ").text(), "openid email") << "extra spaces are forgiven";
}

TEST(Scope, TokensAreThoseOfTheGrammar) {  // [R-AZ-17]
  std::string every;
  for (char c = 0x21; c <= 0x7E; ++c) {
    if (c != '"' && c != '\\') {
      every += c;
    }
  }
  EXPECT_EQ(scope(every).tokens().size(), 1u);
  using namespace std::string_literals;
  for (const std::string& text :
       {"open\"id"s, "open\\id"s, "open\tid"s, "openid\n"s, "openid\0"s, "open\x7Fid"s, "caf\xC3\xA9"s}) {
    EXPECT_EQ(ScopeSet::parse(text), std::nullopt) << text;
  }
}

TEST(Scope, CaseMatters) { EXPECT_FALSE(scope("OpenID").contains("openid")); }

TEST(Scope, ALongListIsRefusedInsteadOfComparedTokenByToken) {
  std::string text;
  for (int i = 0; i < 256; ++i) {
    text += "s" + std::to_string(i) + " ";
  }
  EXPECT_EQ(scope(text).tokens().size(), 256u);
  EXPECT_EQ(ScopeSet::parse(text + "one-more"), std::nullopt);
}

TEST(Scope, SetsCombine) {
  const ScopeSet requested = scope("openid email api");
  const ScopeSet granted = scope("api openid");
  EXPECT_EQ(requested.intersection(granted).text(), "openid api") << "in the order of the left one";
  EXPECT_EQ(requested.difference(granted).text(), "email");
  EXPECT_EQ(granted.union_with(requested).text(), "api openid email");
  EXPECT_TRUE(requested.includes(granted));
  EXPECT_FALSE(granted.includes(requested));
  EXPECT_TRUE(granted.includes(ScopeSet()));
  EXPECT_TRUE(requested.contains("api"));
  EXPECT_FALSE(requested.contains("ap"));
  EXPECT_FALSE(requested.contains("openid email")) << "a token is not a text to search in";
}

}  // namespace
}  // namespace signet::protocol
