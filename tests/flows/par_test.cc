// Pushed authorization requests [RFC9126]: judged before anybody sees a page, and good for one answer.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/base64url.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr std::string_view kUrn = "urn:ietf:params:oauth:request_uri:";

// The parameters of authorize_url() as a form.
web::Pairs parameters_for(const Credentials& client, const std::map<std::string, std::string>& changes) {
  const std::string url = authorize_url(client.client_id, changes);
  return web::parse_form(url.substr(url.find('?') + 1)).value();
}

std::string short_url(const std::string& client_id, const std::string& request_uri) {
  return std::string(kIssuer) + "/oauth2/authorize?" + web::to_form({{"client_id", client_id}, {"request_uri", request_uri}});
}

class Par : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();

  web::Response push(const Credentials& client, const std::map<std::string, std::string>& changes = {}) {
    return world.post_as(client, "/oauth2/par", parameters_for(client, changes));
  }
  std::string request_uri(const std::map<std::string, std::string>& changes = {}) {
    return body_of(push(app, changes)).value("request_uri", "");
  }
  std::string pushed_url(const std::map<std::string, std::string>& changes = {}) {
    return short_url(app.client_id, request_uri(changes));
  }
  // The code that is shown on an error page; empty where this is none.
  static bool refuses(const Stop& stop, const std::string& code) {
    return stop.is_error_page() && stop.status == 400 && stop.shows(code);
  }
};

TEST_F(Par, GivesARequestUriForAMinute) {  // [R-PA-1] [F2-PAR-01] [GE-01] [RFC9126 §2.2]
  const web::Response response = push(app);
  EXPECT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(web::only(response.headers, "Content-Type"), "application/json");
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
  const Json body = body_of(response);
  EXPECT_EQ(body.at("expires_in"), 60);
  const std::string uri = body.at("request_uri");
  ASSERT_TRUE(uri.starts_with(kUrn)) << uri;
  EXPECT_EQ(uri.size(), kUrn.size() + 43);
  EXPECT_NE(uri, request_uri());
}

TEST_F(Par, LeadsThroughTheWholeJourney) {  // [F2-PAR-02] [RFC9126 §4]
  Browser browser(world);
  const Stop back = browser.allow(browser.sign_in(browser.open(pushed_url({{"state", "pushed"}}))));
  EXPECT_EQ(parameter(back.url, "state"), "pushed");
  EXPECT_EQ(parameter(back.url, "iss"), kIssuer);
  const web::Response tokens = redeem(world, app, parameter(back.url, "code").value_or(""));
  ASSERT_EQ(tokens.status, 200) << tokens.body;
  EXPECT_EQ(claims_of(body_of(tokens).at("id_token")).at("nonce"), "the-nonce");
}

TEST_F(Par, NothingElseInTheUrlCounts) {  // [R-PA-3] [F2-PAR-02]
  Browser browser(world);
  const std::string extra =
      "&state=evil&state=twice&scope=openid+phone&redirect_uri=https%3A%2F%2Fevil.example.test%2F&redirect_uri=x&response_type=token"
      "&client_secret=leaked&request=a.b.c&x=%zz&resource=urn:x&prompt=none";
  const Stop back = browser.allow(browser.sign_in(browser.open(pushed_url({{"scope", "openid"}}) + extra)));
  ASSERT_TRUE(back.is_foreign) << back.body;
  EXPECT_TRUE(back.url.starts_with(std::string(kCallback) + "?"));
  EXPECT_EQ(parameter(back.url, "state"), "the-state");
  EXPECT_EQ(body_of(redeem(world, app, *parameter(back.url, "code"))).at("scope"), "openid");
}

TEST_F(Par, JudgesAsAuthorizeWould) {  // [R-PA-1] [F2-PAR-03] [F2-PAR-06] [F2-PAR-07] [RFC9126 §2.1] [RFC9126 §2.3]
  const std::vector<std::tuple<std::string, std::map<std::string, std::string>, std::string>> cases = {
      {"no response_type", {{"response_type", ""}}, "invalid_request"},
      {"token", {{"response_type", "token"}}, "unsupported_response_type"},
      {"not registered", {{"response_type", "code id_token"}}, "unauthorized_client"},
      {"no redirect_uri", {{"redirect_uri", ""}}, "invalid_request"},
      {"unregistered redirect_uri", {{"redirect_uri", "https://evil.example.test/"}}, "invalid_request"},
      {"plain", {{"code_challenge_method", "plain"}}, "invalid_request"},
      {"challenge without method", {{"code_challenge_method", ""}}, "invalid_request"},
      {"method without challenge", {{"code_challenge", ""}}, "invalid_request"},
      {"broken scope", {{"scope", "openid \"x\""}}, "invalid_scope"},
      {"prompt", {{"prompt", "none login"}}, "invalid_request"},
      {"max_age", {{"max_age", "-1"}}, "invalid_request"},
      {"long state", {{"state", std::string(2049, 's')}}, "invalid_request"},
      {"foreign hint", {{"id_token_hint", "a.b.c"}}, "invalid_request"},
      {"verifier", {{"code_verifier", kVerifier}}, "invalid_request"},  // [R-AZ-9]
      {"unknown resource", {{"resource", "https://api.example.test/"}}, "invalid_target"},
      {"request_uri", {{"request_uri", std::string(kUrn) + "x"}}, "invalid_request"},  // [F2-PAR-04]
      {"foreign request_uri", {{"request_uri", "https://app.example.test/r"}}, "invalid_request"},
  };
  for (const auto& [name, changes, error] : cases) {
    const web::Response response = push(app, changes);
    EXPECT_EQ(response.status, 400) << name;
    EXPECT_EQ(body_of(response).value("error", ""), error) << name;
    EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store") << name;
    EXPECT_EQ(location_of(response), "") << name;
  }
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});
  web::Pairs without_pkce = parameters_for(spa, {{"code_challenge", ""}, {"code_challenge_method", ""}});
  EXPECT_EQ(body_of(world.post("/oauth2/par", without_pkce)).at("error"), "invalid_request");  // [R-PK-1]
}

TEST_F(Par, RepeatsAndOtherMediaTypesAreRefused) {  // [R-AZ-7] [R-HT-6]
  web::Pairs twice = parameters_for(app, {});
  twice.emplace_back("scope", "openid");
  EXPECT_EQ(world.post_as(app, "/oauth2/par", twice).trail.reason, "repeated_parameter");
  web::Request json;
  json.method = web::Method::post;
  json.path = "/oauth2/par";
  json.headers = {{"Content-Type", "application/json"}};
  json.body = "{}";
  EXPECT_EQ(world.send(json).status, 415);
}

TEST_F(Par, IsForAuthenticatedClientsAndPostOnly) {  // [R-PA-1] [F2-PAR-05] [RFC9126 §2]
  EXPECT_EQ(world.post("/oauth2/par", parameters_for(app, {})).status, 401);
  EXPECT_EQ(push({app.client_id, "wrong"}).status, 401);
  const Credentials other = world.client();
  EXPECT_EQ(world.post_as(other, "/oauth2/par", parameters_for(app, {})).status, 401);  // client_id names another
  EXPECT_EQ(world.get("/oauth2/par").status, 405);
  web::Request put;
  put.method = web::Method::put;
  put.path = "/oauth2/par";
  EXPECT_EQ(world.send(put).status, 405);
}

TEST_F(Par, ClientIdMayBeLeftToTheAuthentication) {
  Browser browser(world);
  const web::Response response = world.post_as(app, "/oauth2/par", parameters_for(app, {{"client_id", ""}}));
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_TRUE(browser.open(short_url(app.client_id, body_of(response).at("request_uri"))).is_login());
}

TEST_F(Par, ProofOfTheClientIsNotPartOfTheRequest) {  // [RFC9126 §2.1]
  const Credentials poster = world.client({{"token_endpoint_auth_method", "client_secret_post"}});
  web::Pairs form = parameters_for(poster, {});
  form.emplace_back("client_secret", poster.client_secret);
  const web::Response response = world.post("/oauth2/par", form);
  EXPECT_EQ(response.status, 201) << response.body;
}

TEST_F(Par, PublicClientsPushByName) {
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});
  const web::Response response = world.post("/oauth2/par", parameters_for(spa, {}));
  ASSERT_EQ(response.status, 201) << response.body;
  Browser browser(world);
  EXPECT_TRUE(browser.open(short_url(spa.client_id, body_of(response).at("request_uri"))).is_login());
}

TEST_F(Par, BelongsToTheClientThatPushedIt) {  // [R-PA-2] [F2-PAR-09]
  const std::string uri = request_uri();
  const Credentials other = world.client();
  Browser browser(world);
  EXPECT_TRUE(refuses(browser.open(short_url(other.client_id, uri)), "invalid_request_uri"));
  EXPECT_TRUE(refuses(browser.open(short_url("", uri)), "invalid_request"));
  EXPECT_TRUE(refuses(browser.open(short_url(app.client_id, uri) + "&client_id=" + app.client_id), "invalid_request"));
  EXPECT_TRUE(refuses(browser.open(short_url(app.client_id, uri) + "&request_uri=x"), "invalid_request"));
  EXPECT_TRUE(browser.open(short_url(app.client_id, uri)).is_login()) << "and the rightful one is not disturbed";
}

TEST_F(Par, WhatIsUnknownOrExpiredStaysOnOurPage) {  // [F2-PAR-09] [R-AZ-4]
  Browser browser(world);
  EXPECT_TRUE(refuses(browser.open(short_url(app.client_id, std::string(kUrn) + std::string(43, 'A'))), "invalid_request_uri"));
  EXPECT_TRUE(refuses(browser.open(short_url(app.client_id, std::string(kUrn))), "invalid_request_uri"));
  const std::string url = pushed_url();
  world.pass(Seconds(59));
  EXPECT_TRUE(browser.open(url).is_login());
  world.pass(Seconds(1));
  EXPECT_TRUE(refuses(browser.open(url), "invalid_request_uri"));
}

TEST_F(Par, WhatWasBegunIsNotCutOffByTheMinute) {
  Browser browser(world);
  const std::string url = pushed_url();
  const Stop login = browser.open(url);
  world.pass(Seconds(30 * 60));
  EXPECT_TRUE(refuses(browser.open(url), "invalid_request_uri")) << "but it is not begun anew";
  const Stop consent = browser.sign_in(login);
  world.pass(Seconds(29 * 60));
  EXPECT_TRUE(parameter(browser.allow(consent).url, "code"));
}

TEST_F(Par, VisitingTwiceBeforeTheEndIsFineAndOnceAfterItIsNot) {  // [R-PA-2] [F2-PAR-10]
  Browser browser(world);
  const std::string url = pushed_url();
  const Stop first = browser.open(url);
  const Stop second = browser.open(url);
  ASSERT_TRUE(first.is_login());
  ASSERT_TRUE(second.is_login());
  const Stop back = browser.allow(browser.sign_in(second));
  ASSERT_TRUE(parameter(back.url, "code")) << back.url << back.body;
  EXPECT_TRUE(refuses(browser.open(url), "invalid_request_uri"));
  EXPECT_TRUE(browser.sign_in(first).is_error_page()) << "nor does the other tab get an answer";
  EXPECT_EQ(redeem(world, app, *parameter(back.url, "code")).status, 200);
}

TEST_F(Par, ADenialLeavesNothingToRedeemAndARefusalDoesNotUseItUp) {
  Browser browser(world);
  const std::string url = pushed_url({{"prompt", "none"}});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(parameter(browser.open(url).url, "error"), "login_required");
  }
  const Stop denied = browser.deny(browser.sign_in(browser.open(pushed_url())));
  EXPECT_EQ(parameter(denied.url, "error"), "access_denied");
}

TEST_F(Par, OfSixteenTabsOneIsAnswered) {  // [R-PA-2]
  Browser browser(world);
  ASSERT_TRUE(browser.allow(browser.sign_in(browser.open(authorize_url(app.client_id)))).is_foreign);
  std::string cookie;
  for (const auto& [name, value] : browser.cookies) {
    cookie += name + "=" + value + "; ";
  }
  const std::string url = pushed_url();
  std::atomic<int> answered{0}, refused{0};
  std::vector<std::thread> tabs;
  for (int i = 0; i < 16; ++i) {
    tabs.emplace_back([&, i] {
      web::Request request;
      request.path = "/oauth2/authorize";
      request.query = url.substr(url.find('?') + 1);
      request.headers = {{"Cookie", cookie}};
      request.now = world.now;
      request.request_id = "tab-" + std::to_string(i);
      request.remote_address = "192.0.2.1";
      const web::Response response = world.routes->dispatch(request);
      answered += parameter(location_of(response), "code").has_value();
      refused += response.trail.reason == "request_uri_unknown";
    });
  }
  for (std::thread& tab : tabs) {
    tab.join();
  }
  EXPECT_EQ(answered, 1);
  EXPECT_EQ(refused, 15);
}

TEST_F(Par, WhatWasPushedIsNeverInTheBrowser) {  // [R-PA-3] [CVE-2024-4540]
  const std::string uri = request_uri({{"state", "pushed-state"}, {"nonce", "pushed-nonce"}});
  Browser browser(world);
  const Stop login = browser.open(short_url(app.client_id, uri));
  const Stop consent = browser.sign_in(login);
  ASSERT_TRUE(consent.is_consent());
  for (const Stop* stop : {&login, &consent}) {
    for (const std::string text : {"pushed-state", "pushed-nonce", kChallenge}) {
      EXPECT_FALSE(stop->shows(text)) << text;
      EXPECT_EQ(stop->url.find(text), std::string::npos) << text;
      for (const auto& [name, value] : browser.cookies) {
        EXPECT_EQ(value.find(text), std::string::npos) << name;
      }
    }
  }
  // Not sealed into `t` either: a request of any size makes one of the same size.
  Browser other(world);
  const Stop larger = other.open(short_url(app.client_id, request_uri({{"state", std::string(2000, 's')}})));
  EXPECT_EQ(larger.input("t").size(), login.input("t").size());
}

TEST_F(Par, MayBeLargerThanWhatABrowserCarries) {
  const std::map<std::string, std::string> large = {{"state", std::string(2048, '"')}, {"login_hint", std::string(320, '"')}};
  Browser browser(world);
  const Stop plain = browser.open(authorize_url(app.client_id, large));
  EXPECT_EQ(parameter(plain.url, "error"), "invalid_request");
  const Stop back = browser.allow(browser.sign_in(browser.open(pushed_url(large))));
  EXPECT_EQ(parameter(back.url, "state"), std::string(2048, '"'));
  EXPECT_TRUE(parameter(back.url, "code"));
}

TEST_F(Par, TheRegistrationIsLookedAtAgain) {  // [R-AZ-1]
  const std::string url = pushed_url();
  clients::Registry registry(world.stores.clients, world.random);
  ASSERT_TRUE(registry.set_disabled(app.client_id, true, world.now));
  world.refresh();
  Browser browser(world);
  EXPECT_TRUE(browser.open(url).is_error_page());
}

TEST_F(Par, APostToAuthorizeBehavesAsAGet) {  // [R-AZ-19]
  const web::Response response =
      world.post("/oauth2/authorize", {{"client_id", app.client_id}, {"request_uri", request_uri()}});
  EXPECT_EQ(response.status, 303);
  EXPECT_TRUE(location_of(response).starts_with(std::string(kIssuer) + "/oauth2/authorize?t="));
}

TEST_F(Par, AClientMayDemandItOfItself) {  // [R-PA-4] [F2-PAR-11] [RFC9126 §6]
  const Credentials strict = world.client({{"require_pushed_authorization_requests", true}});
  Browser browser(world);
  const Stop plain = browser.open(authorize_url(strict.client_id));
  ASSERT_TRUE(plain.is_foreign) << "before any page";
  EXPECT_EQ(parameter(plain.url, "error"), "invalid_request");
  EXPECT_EQ(parameter(plain.url, "state"), "the-state");
  EXPECT_TRUE(browser.open(authorize_url(strict.client_id, {{"redirect_uri", "https://evil.example.test/"}})).is_error_page());
  const std::string uri = body_of(push(strict)).at("request_uri");
  EXPECT_TRUE(browser.open(short_url(strict.client_id, uri)).is_login());
  EXPECT_TRUE(browser.open(authorize_url(app.client_id)).is_login()) << "others may go without";
}

TEST(ParRequired, TheServerMayDemandItOfAll) {  // [R-PA-4] [RFC9126 §5]
  config::Settings settings = World::default_settings();
  settings.authorization.require_par = true;
  World strict(std::move(settings));
  strict.account();
  const Credentials app = strict.client();
  const web::Response plain = strict.get(authorize_url(app.client_id));
  EXPECT_EQ(plain.trail.reason, "pushed_request_required");
  EXPECT_EQ(parameter(location_of(plain), "error"), "invalid_request");
  const Json pushed = body_of(strict.post_as(app, "/oauth2/par", parameters_for(app, {})));
  Browser browser(strict);
  EXPECT_TRUE(parameter(browser.allow(browser.sign_in(browser.open(short_url(app.client_id, pushed.at("request_uri"))))).url, "code"));
  EXPECT_EQ(body_of(strict.get("/.well-known/openid-configuration")).at("require_pushed_authorization_requests"), true);
}

TEST_F(Par, DiscoveryNamesIt) {  // [RFC9126 §5]
  const Json document = body_of(world.get("/.well-known/openid-configuration"));
  EXPECT_EQ(document.at("pushed_authorization_request_endpoint"), std::string(kIssuer) + "/oauth2/par");
  EXPECT_EQ(document.at("require_pushed_authorization_requests"), false);
}

TEST(ParLimits, OneClientCannotPushForAllOthers) {  // [R-DOS-6] [RFC9126 §2.3]
  config::Settings settings = World::default_settings();
  settings.limits.pushed_requests = 2;
  World world(std::move(settings));
  const Credentials app = world.client();
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});
  const auto push = [&](const Credentials& client, const std::string& address) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/oauth2/par";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    if (!client.client_secret.empty()) {
      request.headers.push_back({"Authorization", "Basic " + base64_encode(client.client_id + ":" + client.client_secret)});
    }
    request.body = web::to_form(parameters_for(client, {}));
    request.remote_address = address;
    return world.send(request);
  };
  for (const Credentials& client : {app, spa}) {
    EXPECT_EQ(push(client, "192.0.2.1").status, 201);
    EXPECT_EQ(push(client, "192.0.2.1").status, 201);
    const web::Response refused = push(client, "192.0.2.1");
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(web::only(refused.headers, "Retry-After"), "30");
    EXPECT_EQ(refused.trail.reason, "client_rate_limited");
  }
  EXPECT_EQ(push(app, "192.0.2.2").status, 429) << "a client is one, wherever it stands";
  EXPECT_EQ(push(spa, "192.0.2.2").status, 201) << "but a stranger cannot use up a public client's share";
  EXPECT_EQ(push(world.client(), "192.0.2.1").status, 201);
}

}  // namespace
}  // namespace signet::testing
