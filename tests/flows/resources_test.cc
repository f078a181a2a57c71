// UserInfo, introspection, revocation, client_credentials: what tokens are good for, and until when.
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class Resources : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();

  Json sign_in(const std::map<std::string, std::string>& changes = {}) {
    return body_of(redeem(world, app, code_for(world, app, changes)));
  }
  web::Response userinfo(const std::string& access_token) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + access_token}});
  }
  Json introspect(const Credentials& client, const std::string& token) {
    return body_of(world.post_as(client, "/oauth2/introspect", {{"token", token}}));
  }
};

TEST_F(Resources, UserInfoTellsWhatTheScopesAsk) {  // [UI-01] [UI-02]
  const Json claims = body_of(userinfo(sign_in({{"scope", "openid profile email address phone"}}).at("access_token")));
  EXPECT_EQ(claims.at("sub"), alice);
  for (const char* claim : {"name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
                            "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "email", "email_verified", "address",
                            "phone_number", "phone_number_verified"}) {
    EXPECT_TRUE(claims.contains(claim)) << claim;
  }
  EXPECT_TRUE(claims.at("email_verified").is_boolean());  // [GE-06]
  EXPECT_TRUE(claims.at("updated_at").is_number());
  const Json little = body_of(userinfo(sign_in({{"scope", "openid"}}).at("access_token")));
  EXPECT_EQ(little, Json({{"sub", alice}}));
}

TEST_F(Resources, UserInfoTakesTheTokenInOneWayOnly) {  // [UI-01] [R-UI-1] [RFC6750 §2]
  const std::string token = sign_in().at("access_token");
  EXPECT_EQ(world.post("/oauth2/userinfo", {}, {{"Authorization", "bEARER " + token}}).status, 200);
  EXPECT_EQ(world.post("/oauth2/userinfo", {{"access_token", token}}).status, 200);
  EXPECT_EQ(world.get("/oauth2/userinfo?access_token=" + token).status, 400);  // [R-HT-5]
  EXPECT_EQ(world.post("/oauth2/userinfo", {{"access_token", token}}, {{"Authorization", "Bearer " + token}}).status, 400);
  EXPECT_EQ(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + token}, {"Authorization", "Bearer " + token}}).status, 400);
}

TEST_F(Resources, BadTokensGetTheBearerChallenge) {  // [UI-05] [RFC6750 §3]
  const web::Response none = world.get("/oauth2/userinfo");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(web::only(none.headers, "WWW-Authenticate"), "Bearer realm=\"signet\"");  // no error where nothing was sent
  const Json tokens = sign_in();
  const std::string good = tokens.at("access_token");
  for (const std::string& bad : {std::string("x"), std::string("a.b.c"), good + "x", good.substr(1), tokens.at("id_token").get<std::string>(),
                                 tokens.at("refresh_token").get<std::string>()}) {  // [R-TK-3] [R-TK-5]
    const web::Response response = userinfo(bad);
    EXPECT_EQ(response.status, 401) << bad;
    EXPECT_NE(web::only(response.headers, "WWW-Authenticate").value_or("").find("error=\"invalid_token\""), std::string_view::npos);
  }
  world.pass(Seconds(599));
  EXPECT_EQ(userinfo(good).status, 200);
  world.pass(Seconds(1));  // [R-IN-3] at `exp` it has expired
  EXPECT_EQ(userinfo(good).trail.reason, "access_token_expired");
}

TEST_F(Resources, TokenWithoutOpenidIsNotForUserInfo) {
  const web::Response response = userinfo(sign_in({{"scope", "profile"}}).at("access_token"));
  EXPECT_EQ(response.status, 403);
  EXPECT_NE(web::only(response.headers, "WWW-Authenticate").value_or("").find("insufficient_scope"), std::string_view::npos);
}

TEST_F(Resources, PlainOAuthGetsNoIdToken) {  // [AZ-19]
  EXPECT_FALSE(sign_in({{"scope", "profile"}}).contains("id_token"));
}

TEST_F(Resources, OpaqueTokensWorkLikeJwts) {
  const Credentials opaque = world.client({{"access_token_format", "opaque"}});
  const std::string token = body_of(redeem(world, opaque, code_for(world, opaque))).at("access_token");
  EXPECT_EQ(std::count(token.begin(), token.end(), '.'), 1);
  EXPECT_EQ(userinfo(token).status, 200);
  EXPECT_EQ(introspect(opaque, token).at("sub"), alice);
  EXPECT_EQ(userinfo(token + "A").status, 401);  // [R-TK-5]
  EXPECT_EQ(userinfo(token.substr(0, token.size() - 1)).status, 401);
  EXPECT_EQ(world.post_as(opaque, "/oauth2/revoke", {{"token", token}}).status, 200);
  EXPECT_EQ(userinfo(token).status, 401);
}

TEST_F(Resources, IntrospectionTellsTheOwnerAndNobodyElse) {  // [R-IN-1]
  const Json tokens = sign_in();
  const Json seen = introspect(app, tokens.at("access_token"));
  EXPECT_EQ(seen.at("active"), true);
  EXPECT_EQ(seen.at("sub"), alice);
  EXPECT_EQ(seen.at("client_id"), app.client_id);
  EXPECT_EQ(seen.at("scope"), "openid profile email");
  EXPECT_EQ(introspect(app, tokens.at("refresh_token")).at("active"), true);
  const Credentials other = world.client();
  const Json inactive = {{"active", false}};
  for (const std::string& token : {tokens.at("access_token").get<std::string>(), tokens.at("refresh_token").get<std::string>(),
                                  tokens.at("id_token").get<std::string>(), std::string("nonsense")}) {
    EXPECT_EQ(introspect(other, token), inactive);
  }
  EXPECT_EQ(introspect(app, tokens.at("id_token")), inactive);
  EXPECT_EQ(world.post("/oauth2/introspect", {{"token", "x"}}).status, 401);
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});
  EXPECT_EQ(world.post("/oauth2/introspect", {{"token", "x"}, {"client_id", spa.client_id}}).status, 401);
}

TEST_F(Resources, IntrospectionSeesTheLiveState) {  // [R-IN-2]
  const Json tokens = sign_in();
  ASSERT_TRUE(world.database.accounts().set_disabled(alice, true, world.now));
  world.refresh();
  EXPECT_EQ(introspect(app, tokens.at("access_token")), Json({{"active", false}}));
  EXPECT_EQ(introspect(app, tokens.at("refresh_token")), Json({{"active", false}}));
}

TEST_F(Resources, RevokingARefreshTokenEndsItsFamilyAtOnce) {  // [R-RV-2]
  const Json tokens = sign_in();
  EXPECT_EQ(world.post_as(app, "/oauth2/revoke", {{"token", tokens.at("refresh_token")}}).status, 200);
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 400);
  EXPECT_EQ(userinfo(tokens.at("access_token")).status, 401);
  EXPECT_EQ(introspect(app, tokens.at("access_token")), Json({{"active", false}}));
}

TEST_F(Resources, RevokingAnAccessTokenEndsThatTokenOnly) {  // [R-RV-2]
  const Json tokens = sign_in();
  EXPECT_EQ(world.post_as(app, "/oauth2/revoke", {{"token", tokens.at("access_token")}, {"token_type_hint", "refresh_token"}}).status, 200);
  EXPECT_EQ(userinfo(tokens.at("access_token")).status, 401);
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 200);
}

TEST_F(Resources, RevocationActsOnlyOnTheClientsOwnTokens) {  // [R-RV-1]
  const Json tokens = sign_in();
  const Credentials other = world.client();
  EXPECT_EQ(world.post_as(other, "/oauth2/revoke", {{"token", tokens.at("access_token")}}).status, 200);
  EXPECT_EQ(world.post_as(other, "/oauth2/revoke", {{"token", tokens.at("refresh_token")}}).status, 200);
  EXPECT_EQ(world.post_as(other, "/oauth2/revoke", {{"token", "unknown"}}).status, 200);
  EXPECT_EQ(userinfo(tokens.at("access_token")).status, 200);
  EXPECT_EQ(world.post("/oauth2/revoke", {{"token", tokens.at("access_token")}}).status, 401);
  EXPECT_EQ(world.post_as(app, "/oauth2/revoke", {}).status, 400);
}

class Machine : public Resources {
 protected:
  Credentials machine = world.client({{"grant_types", {"client_credentials"}}, {"redirect_uris", Json::array()},
                                      {"response_types", Json::array()}, {"scope", "things:read things:write"}});
};

TEST_F(Machine, ClientActsForItself) {
  const web::Response response = world.post_as(machine, "/oauth2/token", {{"grant_type", "client_credentials"}, {"scope", "things:read"}});
  ASSERT_EQ(response.status, 200) << response.body;
  const Json tokens = body_of(response);
  EXPECT_FALSE(tokens.contains("refresh_token"));  // [F2-TK-05]
  EXPECT_FALSE(tokens.contains("id_token"));
  const Json claims = claims_of(tokens.at("access_token"));
  EXPECT_EQ(claims.at("sub"), machine.client_id);
  EXPECT_EQ(claims.at("aud"), kIssuer);
  EXPECT_EQ(claims.at("scope"), "things:read");
  EXPECT_FALSE(claims.contains("auth_time"));
  EXPECT_EQ(userinfo(tokens.at("access_token")).status, 403);  // nobody is there
}

TEST_F(Machine, ScopeBeyondRegistrationIsRefused) {
  for (const std::string scope : {"things:delete", "openid", "things:read other"}) {
    const web::Response response = world.post_as(machine, "/oauth2/token", {{"grant_type", "client_credentials"}, {"scope", scope}});
    EXPECT_EQ(body_of(response).at("error"), "invalid_scope") << scope;
  }
}

TEST_F(Machine, NeedsItsRegistration) {
  EXPECT_EQ(body_of(world.post_as(app, "/oauth2/token", {{"grant_type", "client_credentials"}})).at("error"), "unauthorized_client");
}

TEST_F(Resources, TokenEndpointNamesEveryFault) {  // [TK-02] [TK-03]
  const auto status_and_error = [&](const web::Response& r) { return std::pair(r.status, body_of(r).value("error", "")); };
  using P = std::pair<int, std::string>;
  EXPECT_EQ(status_and_error(world.post_as(app, "/oauth2/token", {})), P(400, "invalid_request"));
  EXPECT_EQ(status_and_error(world.post_as(app, "/oauth2/token", {{"grant_type", "password"}})), P(400, "unsupported_grant_type"));
  const web::Response wrong = world.post_as({app.client_id, "wrong"}, "/oauth2/token", {{"grant_type", "authorization_code"}});
  EXPECT_EQ(status_and_error(wrong), P(401, "invalid_client"));
  EXPECT_EQ(web::count(wrong.headers, "WWW-Authenticate"), 1u);
  EXPECT_EQ(status_and_error(world.post("/oauth2/token", {{"grant_type", "authorization_code"}, {"client_id", app.client_id}, {"client_secret", app.client_secret}})),
            P(401, "invalid_client"));  // [R-CA-1] not the registered method
  web::Request json;
  json.method = web::Method::post;
  json.path = "/oauth2/token";
  json.headers = {{"Content-Type", "application/json"}};
  json.body = "{}";
  EXPECT_EQ(status_and_error(world.send(json)), P(415, "invalid_request"));
  EXPECT_EQ(world.get("/oauth2/token").status, 405);
}

}  // namespace
}  // namespace signet::testing
