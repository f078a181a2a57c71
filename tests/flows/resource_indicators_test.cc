// Resource indicators [RFC8707]: a token says what it is meant for, and means nothing elsewhere.
#include <gtest/gtest.h>

#include "clients/resources.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr const char* kApi = "https://api.example.test/v1";
constexpr const char* kPrinter = "urn:example:printer";

class ResourceIndicators : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials api = world.client();  // asks about tokens meant for kApi
  Credentials app = world.client({{"scope", "openid profile email offline_access read write print"}});

  void SetUp() override {
    add(kApi, "read write", api.client_id);
    add(kPrinter, "print scan", "");
  }
  void add(const std::string& uri, const std::string& scopes, const std::string& client_id) {
    ASSERT_TRUE(registered().add({uri, *protocol::ScopeSet::parse(scopes), client_id, world.now}));
    world.refresh();
  }
  clients::Resources registered() { return clients::Resources(world.stores.resources, kIssuer); }

  // An authorization request for these resources.
  std::string url(const std::string& scope, const std::vector<std::string>& resources) {
    std::string url = authorize_url(app.client_id, {{"scope", scope}});
    for (const std::string& resource : resources) {
      url += "&resource=" + web::form_encode(resource);
    }
    return url;
  }
  std::string code(const std::string& scope, const std::vector<std::string>& resources) {
    Browser browser(world);
    Stop stop = browser.sign_in(browser.open(url(scope, resources)));
    stop = stop.is_consent() ? browser.allow(stop) : stop;
    return parameter(stop.url, "code").value_or("no code: " + stop.url);
  }
  Json tokens(const std::string& scope, const std::vector<std::string>& resources, const web::Pairs& changes = {}) {
    return body_of(redeem(world, app, code(scope, resources), changes));
  }
  static Json claims(const Json& tokens) { return claims_of(tokens.at("access_token")); }
  static std::string error(const web::Response& response) { return body_of(response).value("error", ""); }
  web::Response userinfo(const Json& tokens) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}});
  }
  Json introspect(const Credentials& client, const std::string& token) {
    return body_of(world.post_as(client, "/oauth2/introspect", {{"token", token}}));
  }
};

TEST_F(ResourceIndicators, WithoutOneATokenIsTheIssuersOwn) {
  const Json given = tokens("openid read print", {});
  EXPECT_EQ(claims(given).at("aud"), kIssuer);
  EXPECT_EQ(claims(given).at("scope"), "openid read print");
  EXPECT_EQ(userinfo(given).status, 200);
}

TEST_F(ResourceIndicators, ATokenIsMeantForWhatWasAskedFor) {  // [RFC8707 §2] [RFC8707 §2.1] [RFC9068 §3]
  const Json given = tokens("openid profile read write print", {kApi});
  EXPECT_EQ(claims(given).at("aud"), kApi);
  EXPECT_EQ(claims(given).at("scope"), "read write");
  EXPECT_EQ(given.at("scope"), "read write");  // [RFC6749 §5.1]
  EXPECT_EQ(claims_of(given.at("id_token")).at("aud"), app.client_id) << "the ID token is the client's as ever";
  const web::Response refused = userinfo(given);
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.trail.reason, "access_token_audience");  // [RFC9068 §4]
}

TEST_F(ResourceIndicators, MayBeSeveral) {  // [RFC8707 §2] [R-AZ-7]
  const Json given = tokens("openid read print", {kApi, kPrinter, kApi});
  EXPECT_EQ(claims(given).at("aud"), Json({kApi, kPrinter}));
  EXPECT_EQ(claims(given).at("scope"), "read print");
}

TEST_F(ResourceIndicators, TheIssuerIsOneToo) {
  const Json given = tokens("openid profile read print", {kIssuer, kApi});
  EXPECT_EQ(claims(given).at("aud"), Json({kIssuer, kApi}));
  EXPECT_EQ(claims(given).at("scope"), "openid profile read");
  EXPECT_EQ(userinfo(given).status, 200);
  EXPECT_EQ(claims(tokens("openid read", {kIssuer})).at("scope"), "openid");
}

TEST_F(ResourceIndicators, WhatIsUnknownOrMalformedIsNoTarget) {  // [RFC8707 §2]
  for (const std::string& bad : {std::string("https://other.example.test/"), std::string("https://api.example.test/v1/"),
                                 std::string("https://API.example.test/v1"), std::string("/v1"), std::string("api"),
                                 std::string(kApi) + "#part", std::string(kApi) + "#", std::string("https://api.example.test/ v1")}) {
    const std::string location = location_of(world.get(url("openid read", {kApi, bad})));
    EXPECT_EQ(parameter(location, "error"), "invalid_target") << bad;
    EXPECT_EQ(parameter(location, "state"), "the-state") << bad;
    EXPECT_EQ(error(redeem(world, app, code("openid read", {kApi}), {{"resource", bad}})), "invalid_target") << bad;
  }
}

TEST_F(ResourceIndicators, ATokenRequestNarrows) {  // [RFC8707 §2.2] [R-RT-7]
  const Json first = tokens("openid read print", {kApi, kPrinter}, {{"resource", kPrinter}});
  EXPECT_EQ(claims(first).at("aud"), kPrinter);
  EXPECT_EQ(claims(first).at("scope"), "print");
  EXPECT_TRUE(first.contains("id_token"));
  const Json second = body_of(refresh(world, app, first.at("refresh_token"), {{"resource", kApi}}));
  EXPECT_EQ(claims(second).at("aud"), kApi);
  EXPECT_EQ(claims(second).at("scope"), "read");
  const Json third = body_of(refresh(world, app, second.at("refresh_token")));
  EXPECT_EQ(claims(third).at("aud"), Json({kApi, kPrinter})) << "the family's grant did not shrink";
  const Json fourth = body_of(refresh(world, app, third.at("refresh_token"), {{"resource", kApi}, {"scope", "openid print"}}));
  EXPECT_FALSE(claims(fourth).contains("scope"));
}

TEST_F(ResourceIndicators, ATokenRequestNeverWidens) {  // [RFC8707 §2.2] [R-CD-2] [R-RT-7]
  const std::string granted = code("openid read", {kApi});
  EXPECT_EQ(error(redeem(world, app, granted, {{"resource", kPrinter}})), "invalid_target");
  EXPECT_EQ(error(redeem(world, app, granted, {{"resource", kIssuer}})), "invalid_target");
  const web::Response redeemed = redeem(world, app, granted, {{"resource", kApi}});
  ASSERT_EQ(redeemed.status, 200) << "a slip costs nothing: " << redeemed.body;
  const std::string refresh_token = body_of(redeemed).at("refresh_token");
  EXPECT_EQ(error(refresh(world, app, refresh_token, {{"resource", kApi}, {"resource", kPrinter}})), "invalid_target");
  EXPECT_EQ(refresh(world, app, refresh_token).status, 200);
  EXPECT_EQ(error(redeem(world, app, code("openid read", {}), {{"resource", kApi}})), "invalid_target");
}

TEST_F(ResourceIndicators, AClientActingForItselfAsksAtTheTokenEndpoint) {  // [RFC8707 §2.2]
  const Credentials machine = world.client({{"grant_types", {"client_credentials"}}, {"redirect_uris", Json::array()},
                                            {"response_types", Json::array()}, {"scope", "read print"}});
  const auto ask = [&](web::Pairs more) {
    more.emplace_back("grant_type", "client_credentials");
    return world.post_as(machine, "/oauth2/token", more);
  };
  const Json given = body_of(ask({{"resource", kApi}}));
  EXPECT_EQ(claims(given).at("aud"), kApi);
  EXPECT_EQ(claims(given).at("scope"), "read") << "the client's own ceiling still holds";
  EXPECT_EQ(claims(body_of(ask({{"resource", kApi}, {"resource", kPrinter}}))).at("scope"), "read print");
  EXPECT_EQ(claims(body_of(ask({}))).at("aud"), kIssuer);
  EXPECT_EQ(error(ask({{"resource", "https://other.example.test/"}})), "invalid_target");
  EXPECT_EQ(error(ask({{"resource", kApi}, {"scope", "write"}})), "invalid_scope");
}

TEST_F(ResourceIndicators, TheFrontChannelObeysToo) {  // [RFC8707 §2.1]
  app = world.client({{"scope", "openid read print"}, {"response_types", {"code token"}},
                      {"grant_types", {"authorization_code", "implicit"}}});
  Browser browser(world);
  std::string asked = url("openid read print", {kApi});
  asked.replace(asked.find("response_type=code"), 18, "response_type=code+token");
  const Stop back = browser.allow(browser.sign_in(browser.open(asked)));
  const std::string as_query = "?" + back.url.substr(back.url.find('#') + 1);
  const Json given = claims_of(parameter(as_query, "access_token").value_or(""));
  EXPECT_EQ(given.at("aud"), kApi);
  EXPECT_EQ(given.at("scope"), "read");
  EXPECT_EQ(parameter(as_query, "scope"), "read");
}

TEST_F(ResourceIndicators, WhatWasPushedCounts) {  // [RFC9126 §2.1]
  web::Pairs form = web::parse_form(url("openid read", {kApi}).substr(std::string(kIssuer).size() + 18)).value();
  const web::Response pushed = world.post_as(app, "/oauth2/par", form);
  ASSERT_EQ(pushed.status, 201) << pushed.body;
  Browser browser(world);
  const Stop back = browser.allow(browser.sign_in(browser.open(
      std::string(kIssuer) + "/oauth2/authorize?" +
      web::to_form({{"client_id", app.client_id}, {"request_uri", body_of(pushed).at("request_uri")}, {"resource", kPrinter}}))));
  EXPECT_EQ(claims(body_of(redeem(world, app, parameter(back.url, "code").value_or("")))).at("aud"), kApi);
}

TEST_F(ResourceIndicators, TheResourcesClientMayAskAboutItsTokens) {  // [R-IN-1] [RFC7662 §2]
  const Json given = tokens("openid read print", {kApi, kPrinter});
  const std::string token = given.at("access_token");
  const Json seen = introspect(api, token);
  EXPECT_EQ(seen.at("active"), true);
  EXPECT_EQ(seen.at("client_id"), app.client_id);
  EXPECT_EQ(seen.at("aud"), Json({kApi, kPrinter}));
  EXPECT_EQ(seen.at("scope"), "read print");
  EXPECT_EQ(introspect(app, token).at("active"), true);
  const Json inactive = {{"active", false}};
  EXPECT_EQ(introspect(world.client(), token), inactive);
  EXPECT_EQ(introspect(api, given.at("refresh_token")), inactive);
  EXPECT_EQ(introspect(api, tokens("openid read", {kPrinter}).at("access_token")), inactive);
  EXPECT_EQ(introspect(api, tokens("openid read", {}).at("access_token")), inactive);
}

TEST_F(ResourceIndicators, OpaqueTokensAreMeantForThemToo) {
  app = world.client({{"scope", "openid read"}, {"access_token_format", "opaque"}});
  const Json seen = introspect(api, tokens("openid read", {kApi}).at("access_token"));
  EXPECT_EQ(seen.value("aud", ""), kApi);
}

TEST_F(ResourceIndicators, ConsentIsAskedForNewScopesOnly) {  // [R-CO-2]
  Browser browser(world);
  const Stop first = browser.sign_in(browser.open(url("openid read", {kApi})));
  ASSERT_TRUE(first.is_consent());
  EXPECT_TRUE(first.shows("read"));
  ASSERT_TRUE(browser.allow(first).is_foreign);
  const Stop second = browser.open(url("openid read print", {kPrinter}));
  ASSERT_TRUE(second.is_consent());
  EXPECT_TRUE(second.shows("print"));
  ASSERT_TRUE(browser.allow(second).is_foreign);
  EXPECT_TRUE(browser.open(url("openid print", {kPrinter})).is_foreign);
  EXPECT_TRUE(browser.open(url("openid read", {kPrinter, kApi})).is_foreign);
}

TEST_F(ResourceIndicators, NoMoreTokensForWhatWasRemoved) {
  const std::string first = tokens("openid read", {kApi}).at("refresh_token");
  const std::string second = tokens("openid read print", {kApi, kPrinter}).at("refresh_token");
  ASSERT_TRUE(registered().remove(kApi, world.now));
  world.refresh();
  EXPECT_EQ(error(refresh(world, app, first)), "invalid_target");
  EXPECT_EQ(claims(body_of(refresh(world, app, second))).at("aud"), kPrinter);
  EXPECT_EQ(parameter(location_of(world.get(url("openid read", {kApi}))), "error"), "invalid_target");
}

}  // namespace
}  // namespace signet::testing
