#include "gateway/policy.h"

#include <gtest/gtest.h>

namespace signet::gateway {
namespace {

using protocol::Reason;
using protocol::ScopeSet;

const std::string kIssuer = "https://login.example.test";

TEST(Policies, SayWhatTheyDemand) {
  const auto policy = parse_policy("orders?scope=orders:read%20orders:write&role=clerk&audience=https://a.test&audience=urn:b&upstream=https://up.test?a%3Db");
  ASSERT_TRUE(policy) << policy.error();
  EXPECT_EQ(policy->name, "orders");
  EXPECT_EQ(policy->demand.scope.text(), "orders:read orders:write");
  EXPECT_EQ(policy->demand.roles.text(), "clerk");
  EXPECT_EQ(policy->demand.audience, (std::vector<std::string>{"https://a.test", "urn:b"}));
  EXPECT_EQ(policy->upstream, "https://up.test?a=b");
  const auto bare = parse_policy("anybody");
  ASSERT_TRUE(bare);
  EXPECT_TRUE(bare->demand.scope.empty() && bare->demand.roles.empty() && bare->demand.audience.empty() && bare->upstream.empty());
}

TEST(Policies, ThatCouldDemandLessThanWasMeantAreRefused) {
  for (const char* bad : {"", " ", "?scope=a", "or/ders?scope=a", "two words?scope=a", "orders?scope", "orders?scope=", "orders?scopes=a", "orders?Scope=a",
                          "orders?scope=\"a\"", "orders?upstream=a&upstream=b", "orders?upstream=", "orders?=a", "orders?scope=%zz", "orders?scope=a%09b"}) {
    EXPECT_FALSE(parse_policy(bad)) << bad;
    EXPECT_FALSE(is_policy(bad)) << bad;
  }
  EXPECT_NE(parse_policy("orders?scopes=a").error().find("scopes=a"), std::string::npos) << "the error says where";
}

struct Token {
  std::vector<std::string> audience{kIssuer};
  ScopeSet scope = *ScopeSet::parse("read write");
  protocol::RoleSet roles = *ScopeSet::parse("clerk");
};

protocol::Result<void> judged(const std::string& items, const Token& token = {}) {
  return judge(parse_policy("p?" + items)->demand, {token.audience, token.scope, token.roles}, kIssuer);
}

TEST(Judging, AllThatIsDemandedIsNeeded) {
  EXPECT_TRUE(judged(""));
  EXPECT_TRUE(judged("scope=read"));
  EXPECT_TRUE(judged("scope=write&scope=read&role=clerk"));
  EXPECT_EQ(judged("scope=read&scope=erase").error().reason, Reason::gateway_scope_missing);
  EXPECT_EQ(judged("scope=rea").error().reason, Reason::gateway_scope_missing);
  EXPECT_EQ(judged("role=clerk&role=boss").error().reason, Reason::gateway_role_missing);
  EXPECT_EQ(judged("role=read").error().reason, Reason::gateway_role_missing) << "a scope is no role";
  EXPECT_EQ(judged("scope=clerk").error().reason, Reason::gateway_scope_missing) << "nor is a role a scope";
}

TEST(Judging, WithoutAnAudienceTheIssuerIsMeant) {
  const Token elsewhere{.audience = {"https://api.test"}};
  EXPECT_EQ(judged("", elsewhere).error().reason, Reason::access_token_audience);
  EXPECT_TRUE(judged("audience=https://api.test", elsewhere));
  EXPECT_EQ(judged("audience=https://api.test").error().reason, Reason::access_token_audience);
  const Token both{.audience = {"https://api.test", kIssuer}};
  EXPECT_TRUE(judged("", both));
  EXPECT_TRUE(judged("audience=https://api.test", both));
  EXPECT_EQ(judged("audience=https://api.test&audience=https://other.test", both).error().reason, Reason::access_token_audience);
}

TEST(Judging, TheGravestLackIsNamedFirst) {
  EXPECT_EQ(judged("audience=x&scope=x&role=x").error().reason, Reason::access_token_audience);
  EXPECT_EQ(judged("role=x&scope=x").error().reason, Reason::gateway_scope_missing);
}

}  // namespace
}  // namespace signet::gateway
