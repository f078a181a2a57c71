// Pairwise subjects [OIDC.Core §8.1]: each sector knows a person by another name, and everything still fits together.
#include <gtest/gtest.h>

#include <set>

#include "base/base64url.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

class Pairwise : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client({{"subject_type", "pairwise"}, {"grant_types", {"authorization_code", "refresh_token", "client_credentials"}}});

  Json sign_in(const Credentials& client, const std::map<std::string, std::string>& changes = {}) {
    return body_of(redeem(world, client, code_for(world, client, changes)));
  }
  Json introspect(const Credentials& client, const std::string& token) {
    return body_of(world.post_as(client, "/oauth2/introspect", {{"token", token}}));
  }
  Json userinfo(const std::string& access_token) {
    return body_of(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + access_token}}));
  }
  std::string sub_for(const Credentials& client) { return claims_of(sign_in(client).at("id_token")).at("sub"); }
};

TEST_F(Pairwise, TheWholeFlowKnowsThePersonByOneName) {  // [DR-07] [UI-01]
  const Json tokens = sign_in(app, {{"scope", "openid email offline_access"}, {"prompt", "consent"}});
  const std::string sub = claims_of(tokens.at("id_token")).at("sub");
  EXPECT_NE(sub, alice);
  EXPECT_EQ(claims_of(tokens.at("access_token")).at("sub"), sub);
  const Json claims = userinfo(tokens.at("access_token"));
  EXPECT_EQ(claims.at("sub"), sub);
  EXPECT_EQ(claims.at("email"), "alice@example.test") << "the right account was found";
  EXPECT_EQ(introspect(app, tokens.at("access_token")).at("sub"), sub);
  EXPECT_EQ(introspect(app, tokens.at("refresh_token")).at("sub"), sub);
  const Json refreshed = body_of(refresh(world, app, tokens.at("refresh_token")));
  EXPECT_EQ(claims_of(refreshed.at("id_token")).at("sub"), sub);
  EXPECT_EQ(claims_of(refreshed.at("access_token")).at("sub"), sub);
}

TEST_F(Pairwise, OpaqueTokensKnowThePersonByItToo) {
  const Credentials opaque = world.client({{"subject_type", "pairwise"}, {"access_token_format", "opaque"}});
  const Json tokens = sign_in(opaque);
  const std::string sub = claims_of(tokens.at("id_token")).at("sub");
  EXPECT_EQ(userinfo(tokens.at("access_token")).at("sub"), sub);
  EXPECT_EQ(introspect(opaque, tokens.at("access_token")).at("sub"), sub);
}

TEST_F(Pairwise, ASectorSharesANameAndOthersHaveAnother) {  // [OIDC.Core §8.1]
  const Credentials sibling = world.client({{"subject_type", "pairwise"}});
  EXPECT_EQ(sub_for(app), sub_for(sibling)) << "the same host";
  EXPECT_EQ(sub_for(app), sub_for(app)) << "stable";
  world.documents["https://sector.example.test/list"] = Json({kCallback}).dump();
  const Credentials stranger =
      world.client({{"subject_type", "pairwise"}, {"sector_identifier_uri", "https://sector.example.test/list"}});
  EXPECT_EQ(world.fetched, std::vector<std::string>{"https://sector.example.test/list"});
  const Credentials open = world.client();
  EXPECT_EQ(sub_for(open), alice);
  EXPECT_EQ((std::set<std::string>{sub_for(app), sub_for(stranger), alice}).size(), 3U);
}

TEST_F(Pairwise, EveryReplicaAndEveryMasterKeyGivesTheSameName) {
  const std::string sub = sub_for(app);
  world.routes = world.replica_routes();
  EXPECT_EQ(sub_for(app), sub);
  world.master_keys =
      crypto::MasterKeys::parse(base64url_encode(std::string(32, 'n')) + "," + base64url_encode(std::string(32, 'k'))).value();
  world.routes = world.replica_routes();
  EXPECT_EQ(sub_for(app), sub);
}

TEST_F(Pairwise, AHintInThatNameMeansThePerson) {  // [AZ-16] [OIDC.Core §3.1.2.1]
  const std::string id_token = sign_in(app).at("id_token");
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  ASSERT_TRUE(browser.sign_in(login).is_foreign) << "she allowed it a moment ago";
  const Stop known = browser.open(authorize_url(app.client_id, {{"prompt", "none"}, {"id_token_hint", id_token}}));
  EXPECT_TRUE(parameter(known.url, "code")) << known.url;

  world.account("bob@example.test");
  Browser bobs(world);
  ASSERT_TRUE(bobs.allow(bobs.sign_in(bobs.open(authorize_url(app.client_id)), "bob@example.test")).is_foreign);
  const Stop other = bobs.open(authorize_url(app.client_id, {{"prompt", "none"}, {"id_token_hint", id_token}}));
  EXPECT_EQ(parameter(other.url, "error"), "login_required");
}

TEST_F(Pairwise, AClientThatActsForItselfKeepsItsOwnName) {  // [R-TK-2]
  const Json tokens = body_of(world.post_as(app, "/oauth2/token", {{"grant_type", "client_credentials"}}));
  EXPECT_EQ(claims_of(tokens.at("access_token")).at("sub"), app.client_id);
  EXPECT_EQ(introspect(app, tokens.at("access_token")).at("sub"), app.client_id);
}

TEST_F(Pairwise, NobodyJoinsASectorUninvited) {  // [DR-07] [OIDC.Registration §5]
  world.documents["https://sector.example.test/list"] = R"(["https://other.example.test/callback"])";
  for (const char* uri : {"https://sector.example.test/list", "https://sector.example.test/nothing"}) {
    EXPECT_THROW(world.client({{"subject_type", "pairwise"}, {"sector_identifier_uri", uri}}), std::runtime_error) << uri;
  }
}

}  // namespace
}  // namespace signet::testing
