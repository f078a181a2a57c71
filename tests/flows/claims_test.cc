// Claims asked for one by one [OIDC.Core §5.5].
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class Claims : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();

  Json tokens(const std::string& claims, std::map<std::string, std::string> changes = {}) {
    changes["claims"] = claims;
    if (!changes.contains("scope")) {
      changes["scope"] = "openid";
    }
    return body_of(redeem(world, app, code_for(world, app, changes)));
  }
  Json userinfo(const Json& tokens) {
    return body_of(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}));
  }
  std::string error(const std::string& claims) {
    return parameter(location_of(world.get(authorize_url(app.client_id, {{"claims", claims}, {"prompt", "none"}}))), "error").value_or("");
  }
};

TEST_F(Claims, UserInfoTellsWhatWasAskedForByName) {  // [AZ-17]
  const Json told = userinfo(tokens(R"({"userinfo":{"name":{"essential":true},"email":null,"shoe_size":null}})"));
  EXPECT_EQ(told.size(), 3U) << told;
  EXPECT_TRUE(told.contains("name"));
  EXPECT_TRUE(told.contains("email"));
  EXPECT_EQ(told.at("sub"), alice);
}

TEST_F(Claims, TheIdTokenTellsWhatWasAskedForThere) {  // [IT-04] [AZ-17]
  const Json both = tokens(R"({"id_token":{"nickname":null}})");
  const Json claims = claims_of(both.at("id_token"));
  EXPECT_TRUE(claims.contains("nickname"));
  EXPECT_FALSE(claims.contains("name"));
  EXPECT_EQ(userinfo(both), Json({{"sub", alice}}));
  const Json refreshed = body_of(refresh(world, app, both.at("refresh_token")));
  EXPECT_TRUE(claims_of(refreshed.at("id_token")).contains("nickname"));
}

TEST_F(Claims, ThePersonIsAskedForWhatSingleClaimsReveal) {
  Browser browser(world);
  Stop stop = browser.open(authorize_url(app.client_id, {{"scope", "openid"}, {"claims", R"({"userinfo":{"email":null}})"}}));
  stop = browser.sign_in(stop);
  ASSERT_TRUE(stop.is_consent());
  EXPECT_TRUE(stop.shows("email"));
  ASSERT_TRUE(browser.allow(stop).is_foreign);
  EXPECT_TRUE(browser.open(authorize_url(app.client_id, {{"scope", "openid email"}})).is_foreign) << "remembered as the scope it is";
  EXPECT_TRUE(browser.open(authorize_url(app.client_id, {{"scope", "openid"}, {"claims", R"({"id_token":{"phone_number":null}})"}})).is_consent());
}

TEST_F(Claims, NothingBeyondTheRegisteredScopeIsTold) {  // [R-AZ-17]
  app = world.client({{"scope", "openid email"}});
  EXPECT_EQ(userinfo(tokens(R"({"userinfo":{"name":{"essential":true},"email":null}})")).count("name"), 0U);
}

TEST_F(Claims, MalformedRequestsAreRefused) {
  EXPECT_EQ(error("[]"), "invalid_request");
  EXPECT_EQ(error(R"({"userinfo":{"name":1}})"), "invalid_request");
}

TEST_F(Claims, AnEssentialAcrThatWeDoNotHaveIsAnError) {  // [OIDC.Core §5.5.1.1]
  EXPECT_EQ(error(R"({"id_token":{"acr":{"essential":true,"values":["urn:mace:incommon:iap:silver"]}}})"), "unmet_authentication_requirements");
  EXPECT_EQ(error(R"({"id_token":{"acr":{"essential":true,"values":["2","1"]}}})"), "login_required");
  EXPECT_EQ(error(R"({"id_token":{"acr":{"values":["2"]}}})"), "login_required") << "only a wish";
}

TEST_F(Claims, TheSubAskedForIsTheOnlyOneThatWillDo) {  // [OIDC.Core §5.5.1]
  Browser browser(world);
  Stop stop = browser.sign_in(browser.open(authorize_url(app.client_id)));
  ASSERT_TRUE(browser.allow(stop).is_foreign);
  const auto silently = [&](const std::string& sub) {
    return browser.open(authorize_url(app.client_id, {{"prompt", "none"}, {"claims", R"({"id_token":{"sub":{"value":")" + sub + R"("}}})"}})).url;
  };
  EXPECT_TRUE(parameter(silently(alice), "code"));
  EXPECT_EQ(parameter(silently("somebody-else"), "error"), "login_required");
}

TEST_F(Claims, AnEssentialAuthTimeIsThere) {  // [AZ-15]
  EXPECT_TRUE(claims_of(tokens(R"({"id_token":{"auth_time":{"essential":true}}})").at("id_token")).contains("auth_time"));
}

}  // namespace
}  // namespace signet::testing
