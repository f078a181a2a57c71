// Refreshing [RFC6749 §6] [RFC9700 §4.14]: rotation, idempotent replay, and the end of a family that is reused.
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class Refreshing : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();

  Json sign_in(const std::map<std::string, std::string>& changes = {}) {
    return body_of(redeem(world, app, code_for(world, app, changes)));
  }
  int userinfo(const std::string& access_token) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + access_token}}).status;
  }
};

TEST_F(Refreshing, GivesNewTokensForTheSamePerson) {  // [RT-02] [RT-03] [IT-03]
  const Json first = sign_in();
  world.pass(Seconds(60));
  const web::Response response = refresh(world, app, first.at("refresh_token"));
  ASSERT_EQ(response.status, 200) << response.body;
  const Json second = body_of(response);
  EXPECT_NE(first.at("access_token"), second.at("access_token"));
  EXPECT_NE(first.at("refresh_token"), second.at("refresh_token"));  // [R-RT-2]
  EXPECT_EQ(second.at("expires_in"), 600);
  const Json before = claims_of(first.at("id_token"));
  const Json after = claims_of(second.at("id_token"));
  for (const char* claim : {"iss", "sub", "aud", "auth_time", "sid"}) {
    EXPECT_EQ(before.at(claim), after.at(claim)) << claim;
  }
  EXPECT_EQ(after.at("iat").get<std::int64_t>(), epoch_seconds(world.now));
  EXPECT_FALSE(after.contains("nonce"));
}

TEST_F(Refreshing, ALostAnswerIsAnsweredAgainWithTheSameSuccessor) {  // [R-RT-5]
  const Json first = sign_in();
  const Json second = body_of(refresh(world, app, first.at("refresh_token")));
  world.pass(Seconds(29));
  const Json again = body_of(refresh(world, app, first.at("refresh_token")));
  EXPECT_EQ(second.at("refresh_token"), again.at("refresh_token"));
  EXPECT_EQ(refresh(world, app, again.at("refresh_token")).status, 200);
}

TEST_F(Refreshing, ReplayEndsWhenTheSuccessorHasBeenUsed) {  // [R-RT-4] [R-RT-5]
  const Json first = sign_in();
  const Json second = body_of(refresh(world, app, first.at("refresh_token")));
  const Json third = body_of(refresh(world, app, second.at("refresh_token")));
  const web::Response reused = refresh(world, app, first.at("refresh_token"));
  EXPECT_EQ(reused.trail.reason, "refresh_token_reused");
  EXPECT_EQ(body_of(reused).at("error"), "invalid_grant");
  EXPECT_EQ(refresh(world, app, third.at("refresh_token")).trail.reason, "refresh_token_ended");
  EXPECT_EQ(userinfo(third.at("access_token")), 401);
}

TEST_F(Refreshing, ReplayEndsAfterThirtySeconds) {  // [R-RT-4]
  const Json first = sign_in();
  const Json second = body_of(refresh(world, app, first.at("refresh_token")));
  world.pass(Seconds(30));
  EXPECT_EQ(refresh(world, app, first.at("refresh_token")).trail.reason, "refresh_token_reused");
  EXPECT_EQ(refresh(world, app, second.at("refresh_token")).status, 400);
}

// Conformance tests of the financial-grade profiles show the old token again after half a minute, and want an answer.
TEST(RefreshingPatiently, ASupersededTokenIsAnsweredForAsLongAsTheOperatorSays) {  // [CF-07]
  config::Settings settings = World::default_settings();
  settings.tokens.refresh_replay_window = Seconds(60);
  World world(std::move(settings));
  world.account();
  const Credentials app = world.client();
  const std::string old = body_of(redeem(world, app, code_for(world, app))).at("refresh_token");
  const std::string successor = body_of(refresh(world, app, old)).at("refresh_token");
  for (const int waited : {31, 28}) {
    world.pass(Seconds(waited));
    const web::Response again = refresh(world, app, old);
    EXPECT_EQ(again.status, 200) << waited;
    EXPECT_EQ(body_of(again).at("refresh_token"), successor);
    EXPECT_TRUE(body_of(again).contains("access_token"));
  }
  world.pass(Seconds(1));
  EXPECT_EQ(body_of(refresh(world, app, old)).at("error"), "invalid_grant");
}

TEST_F(Refreshing, ReuseEndsThisFamilyAndNoOther) {
  const Json one = sign_in();
  const Json other = sign_in();
  const Json next = body_of(refresh(world, app, one.at("refresh_token")));
  EXPECT_EQ(refresh(world, app, next.at("refresh_token")).status, 200);
  EXPECT_EQ(refresh(world, app, one.at("refresh_token")).trail.reason, "refresh_token_reused");
  EXPECT_EQ(refresh(world, app, other.at("refresh_token")).status, 200);
}

TEST_F(Refreshing, GuessesNeverReachTheDatabase) {  // [R-RT-1]
  const std::string token = sign_in().at("refresh_token");
  for (std::size_t at = 0; at < token.size(); at += 7) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(refresh(world, app, changed).trail.reason, "refresh_token_invalid") << at;
  }
  EXPECT_EQ(refresh(world, app, token).status, 200);  // the family lives
}

TEST_F(Refreshing, AnotherClientGetsNothingAndEndsNothing) {  // [RT-04] [F2-RT-03]
  const Json tokens = sign_in();
  const Credentials other = world.client();
  const web::Response response = refresh(world, other, tokens.at("refresh_token"));
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(body_of(response).at("error"), "invalid_grant");
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 200);
}

TEST_F(Refreshing, ScopeCanOnlyNarrowAndTheGrantStays) {  // [R-RT-7] [RT-02]
  const Json tokens = sign_in();
  const Json narrow = body_of(refresh(world, app, tokens.at("refresh_token"), {{"scope", "openid"}}));
  EXPECT_EQ(narrow.at("scope"), "openid");
  const web::Response wider = refresh(world, app, narrow.at("refresh_token"), {{"scope", "openid phone"}});
  EXPECT_EQ(body_of(wider).at("error"), "invalid_scope");
  // The refused request changed nothing: the same token still works, and for everything that was granted.
  const Json full = body_of(refresh(world, app, narrow.at("refresh_token"), {{"scope", "openid profile email"}}));
  EXPECT_EQ(full.at("scope"), "openid profile email");
}

TEST_F(Refreshing, FamilyEndsWhenIdleAndAtItsAbsoluteEnd) {  // [R-RT-8]
  Json tokens = sign_in({{"scope", "openid offline_access"}});
  world.pass(world.settings.tokens.refresh_idle);
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).trail.reason, "refresh_token_ended");
  tokens = sign_in({{"scope", "openid offline_access"}});
  for (Seconds passed{0}; passed + Seconds(10 * 86400) < world.settings.tokens.refresh_absolute; passed += Seconds(10 * 86400)) {
    world.pass(Seconds(10 * 86400));
    tokens = body_of(refresh(world, app, tokens.at("refresh_token")));
    ASSERT_TRUE(tokens.contains("refresh_token"));
  }
  world.pass(Seconds(10 * 86400));
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).trail.reason, "refresh_token_ended");
}

TEST_F(Refreshing, WithoutOfflineAccessTheFamilyEndsWithItsSession) {
  const Json online = sign_in();
  const Json offline = sign_in({{"scope", "openid offline_access"}});
  world.pass(world.settings.sessions.absolute);
  EXPECT_EQ(refresh(world, app, online.at("refresh_token")).status, 400);
  EXPECT_EQ(refresh(world, app, offline.at("refresh_token")).status, 200);
}

TEST_F(Refreshing, PasswordChangeAndDisablingEndEverything) {  // [R-RT-9]
  Json tokens = sign_in({{"scope", "openid offline_access"}});
  ASSERT_TRUE(world.database.accounts().set_password(alice, "", world.now));
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 400);
  world.refresh();
  EXPECT_EQ(userinfo(tokens.at("access_token")), 401);
}

TEST_F(Refreshing, ClientWithoutTheGrantGetsNoRefreshToken) {
  const Credentials plain = world.client({{"grant_types", {"authorization_code"}}});
  const Json tokens = body_of(redeem(world, plain, code_for(world, plain, {{"scope", "openid offline_access"}})));
  EXPECT_FALSE(tokens.contains("refresh_token"));
  EXPECT_EQ(body_of(refresh(world, plain, "anything")).at("error"), "unauthorized_client");
}

TEST_F(Refreshing, PublicClientRotatesToo) {  // [R-RT-2]
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});
  const Json tokens = body_of(redeem(world, spa, code_for(world, spa)));
  EXPECT_EQ(refresh(world, spa, tokens.at("refresh_token")).status, 200);
}

}  // namespace
}  // namespace signet::testing
