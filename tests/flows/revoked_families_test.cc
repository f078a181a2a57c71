// A family that ends is remembered as long as an access token of it could be believed, however it was given out, and not much longer.
// [R-RV-2] [R-DOS-6]
#include <functional>

#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr const char* kApiCookie = "__Secure-signet_refresh";

config::Settings with_own_app() {
  config::Settings settings = World::default_settings();
  settings.api.default_client_id = "own";
  return settings;
}

class RevokedFamilies : public ::testing::Test {
 protected:
  World world{with_own_app()};
  std::string alice = world.account();
  Credentials app = world.client({{"response_types", {"code", "id_token token"}}, {"grant_types", {"authorization_code", "implicit", "refresh_token"}}});

  RevokedFamilies() {
    world.enrol({{"client_name", "Own"}, {"redirect_uris", {kCallback}}, {"token_endpoint_auth_method", "none"}, {"first_party", true}}, "own");
  }

  Json sign_in() { return body_of(redeem(world, app, code_for(world, app))); }
  std::string from_front_channel() {
    Browser browser(world);
    Stop stop = browser.sign_in(browser.open(authorize_url(app.client_id, {{"response_type", "id_token token"}})));
    if (stop.is_consent()) {
      stop = browser.allow(stop);
    }
    return parameter(stop.url, "access_token").value_or(stop.url);
  }
  web::Response api(const std::string& verb, const Json& body, web::Headers headers = {}) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/api/auth/" + verb;
    request.headers = std::move(headers);
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = body.dump();
    return world.send(request);
  }
  web::Response api_login() { return api("login", {{"email", "alice@example.test"}, {"password", kPassword}}); }
  std::string api_refresh(const web::Response& login) {
    for (const web::Header& header : login.headers) {
      if (header.name == "Set-Cookie" && header.value.starts_with(kApiCookie)) {
        return body_of(api("refresh", Json::object(), {{"Cookie", header.value.substr(0, header.value.find(';'))}})).at("access_token");
      }
    }
    return "no cookie";
  }
  bool remembered(const std::string& family_id, Time at) {
    for (const tokens::Revocation& revocation : world.stores.revocations.revoked_since(Time{}, at)) {
      if (revocation.id == family_id) return true;
    }
    return false;
  }
};

TEST_F(RevokedFamilies, AreRememberedUntilTheLastTokenOfThemHasExpired) {
  struct Way {
    const char* name;
    std::function<std::string()> access_token;
  };
  const std::vector<Way> ways{
      {"code", [&] { return sign_in().at("access_token").get<std::string>(); }},
      {"refreshed",
       [&] {
         const std::string first = sign_in().at("refresh_token");
         world.pass(Seconds(500));
         return body_of(refresh(world, app, first)).at("access_token").get<std::string>();
       }},
      {"a parent, answered again as late as can be",
       [&] {
         const std::string first = sign_in().at("refresh_token");
         (void)refresh(world, app, first);
         world.pass(Seconds(29));
         return body_of(refresh(world, app, first)).at("access_token").get<std::string>();
       }},
      {"front channel", [&] { return from_front_channel(); }},
      {"JSON API", [&] { return body_of(api_login()).at("access_token").get<std::string>(); }},
      {"JSON API, refreshed",
       [&] {
         const web::Response login = api_login();
         world.pass(Seconds(800));
         return api_refresh(login);
       }},
  };
  const std::string hash = world.stores.accounts.find(alice)->password_hash;
  for (const Way& way : ways) {
    SCOPED_TRACE(way.name);
    const Json claims = claims_of(way.access_token());
    const std::string jti = claims.at("jti");
    const std::string family_id = jti.substr(0, jti.find('.'));
    const Time expires_at = from_epoch_seconds(claims.at("exp"));
    // Whatever no endpoint of this replica has seen: only the store can tell.
    ASSERT_TRUE(world.stores.accounts.set_password(alice, hash, world.now));
    EXPECT_TRUE(remembered(family_id, world.now));
    EXPECT_TRUE(remembered(family_id, expires_at - Milliseconds(1)));
    EXPECT_FALSE(remembered(family_id, expires_at + Seconds(91)));
    world.pass(Seconds(120));
  }
}

}  // namespace
}  // namespace signet::testing
