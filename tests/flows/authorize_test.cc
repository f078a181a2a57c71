// What /authorize refuses, and where each refusal goes [RFC6749 §4.1.2.1].
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class Authorize : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();
};

TEST_F(Authorize, WhatCannotBeTrustedNeverTravels) {  // [R-AZ-4] [RU-01] [RU-02] [RU-04]
  const std::string good = authorize_url(app.client_id);
  const std::string two_uris_client = world.client({{"redirect_uris", {kCallback, "https://app.example.test/other"}}}).client_id;
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"unknown client", authorize_url("nobody")},
      {"missing client", authorize_url(app.client_id, {{"client_id", ""}})},
      {"repeated client", good + "&client_id=" + app.client_id},
      {"unregistered redirect", authorize_url(app.client_id, {{"redirect_uri", "https://evil.example.test/"}})},
      {"added query", authorize_url(app.client_id, {{"redirect_uri", std::string(kCallback) + "?x=1"}})},
      {"trailing slash", authorize_url(app.client_id, {{"redirect_uri", std::string(kCallback) + "/"}})},
      {"other case", authorize_url(app.client_id, {{"redirect_uri", "https://APP.example.test/callback"}})},
      {"repeated redirect", good + "&redirect_uri=https%3A%2F%2Fevil.example.test%2F"},
      {"repeated redirect, name encoded", good + "&redirect%5Furi=https%3A%2F%2Fevil.example.test%2F"},
      {"missing redirect of two", authorize_url(two_uris_client, {{"redirect_uri", ""}})},
      {"missing redirect, OpenID", authorize_url(app.client_id, {{"redirect_uri", ""}})},
      {"fragment", authorize_url(app.client_id, {{"redirect_uri", std::string(kCallback) + "#x"}})},
      {"NUL", good + "%00"},
  };
  for (const auto& [name, url] : cases) {
    const web::Response response = world.get(url);
    if (name == "NUL") {
      continue;  // travels: the redirect URI itself is sound; judged below
    }
    EXPECT_EQ(response.status, 400) << name;
    EXPECT_EQ(location_of(response), "") << name;
    EXPECT_NE(response.body.find("id=\"error-page\""), std::string::npos) << name;  // [PG-07]
    EXPECT_NE(response.body.find("request-"), std::string::npos) << name << ": the reference";
    EXPECT_EQ(response.body.find("evil.example.test"), std::string::npos) << name;
  }
}

TEST_F(Authorize, EverythingElseTravelsWithStateAndIssuer) {  // [R-AZ-5] [AZ-02] [AZ-06]
  const std::vector<std::tuple<std::string, std::map<std::string, std::string>, std::string>> cases = {
      {"no response_type", {{"response_type", ""}}, "invalid_request"},  // [AZ-08]
      {"token and none", {{"response_type", "none token"}}, "unsupported_response_type"},
      {"unknown mode", {{"response_mode", "web_message"}}, "invalid_request"},
      {"plain", {{"code_challenge_method", "plain"}}, "invalid_request"},  // [R-PK-1]
      {"challenge without method", {{"code_challenge_method", ""}}, "invalid_request"},
      {"method without challenge", {{"code_challenge", ""}}, "invalid_request"},
      {"short challenge", {{"code_challenge", "abc"}}, "invalid_request"},  // [R-PK-2]
      {"prompt none and login", {{"prompt", "none login"}}, "invalid_request"},
      {"unknown prompt", {{"prompt", "dance"}}, "invalid_request"},
      {"max_age", {{"max_age", "-1"}}, "invalid_request"},
      {"broken scope", {{"scope", "openid \"x\""}}, "invalid_scope"},  // [R-AZ-17]
      {"request", {{"request", "x.y.z"}}, "invalid_request_object"},  // [RO-01]
      {"request_uri", {{"request_uri", "https://app.example.test/r"}}, "invalid_request_uri"},
      {"registration", {{"registration", "{}"}}, "registration_not_supported"},
      {"secret", {{"client_secret", "leaked"}}, "invalid_request"},  // [R-AZ-9] [R-HT-5]
      {"long nonce", {{"nonce", std::string(1025, 'n')}}, "invalid_request"},  // [R-AZ-18]
      {"foreign hint", {{"id_token_hint", "a.b.c"}}, "invalid_request"},
      {"nobody signed in", {{"prompt", "none"}}, "login_required"},  // [AZ-13]
  };
  for (const auto& [name, changes, error] : cases) {
    const web::Response response = world.get(authorize_url(app.client_id, changes));
    EXPECT_EQ(response.status, 302) << name;
    const std::string location = location_of(response);
    EXPECT_TRUE(location.starts_with(std::string(kCallback) + "?")) << name << ' ' << location;
    EXPECT_EQ(parameter(location, "error"), error) << name;
    EXPECT_EQ(parameter(location, "state"), "the-state") << name;
    EXPECT_EQ(parameter(location, "iss"), kIssuer) << name;
    EXPECT_FALSE(parameter(location, "code")) << name;
  }
}

TEST_F(Authorize, RepeatedParameterIsRefusedWhereverItHides) {  // [R-AZ-7] [S-H3]
  for (const std::string extra : {"&scope=openid", "&%73cope=openid", "&nonce=2", "&prompt=login&prompt=none"}) {
    const std::string location = location_of(world.get(authorize_url(app.client_id) + extra));
    EXPECT_EQ(parameter(location, "error"), "invalid_request") << extra;
  }
  // Half in the URL, half in the body.
  web::Request request;
  request.method = web::Method::post;
  request.path = "/oauth2/authorize";
  const std::string url = authorize_url(app.client_id);
  request.query = url.substr(url.find('?') + 1);
  request.body = "scope=openid";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(parameter(location_of(world.send(request)), "error"), "invalid_request");
}

TEST_F(Authorize, TwoStatesGiveNoneBack) {
  const std::string location = location_of(world.get(authorize_url(app.client_id) + "&state=another"));
  EXPECT_EQ(parameter(location, "error"), "invalid_request");
  EXPECT_FALSE(parameter(location, "state"));
}

TEST_F(Authorize, HostileTextIsRefusedNotStored) {  // [R-HT-2] [R-HT-3] [S-D1] [S-D2]
  for (const std::string extra : {"&x=%00", "&x=%ff%fe", "&x=%", "&x=%zz", "&x=a%0Db"}) {
    const web::Response response = world.get(authorize_url(app.client_id) + extra);
    EXPECT_EQ(parameter(location_of(response), "error"), "invalid_request") << extra;
  }
}

TEST_F(Authorize, UnknownParametersAndScopesAreIgnored) {  // [AZ-07] [R-AZ-8] [R-AZ-9]
  const std::string code =
      code_for(world, app, {{"scope", "openid dance"}, {"unknown", "x"}, {"display", "popup"}, {"ui_locales", "se"}, {"claims_locales", "se"}, {"acr_values", "1 2"}});  // [AZ-11]
  const Json tokens = body_of(redeem(world, app, code));
  EXPECT_EQ(tokens.at("scope"), "openid");
  EXPECT_EQ(claims_of(tokens.at("id_token")).at("acr"), "1");
}

TEST_F(Authorize, PkceIsRequiredFromPublicClients) {  // [R-PK-1]
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});
  const std::string location =
      location_of(world.get(authorize_url(spa.client_id, {{"code_challenge", ""}, {"code_challenge_method", ""}})));
  EXPECT_EQ(parameter(location, "error"), "invalid_request");
}

TEST_F(Authorize, ConfidentialClientMayGoWithoutPkce) {
  const std::string code = code_for(world, app, {{"code_challenge", ""}, {"code_challenge_method", ""}});
  EXPECT_EQ(redeem(world, app, code, {{"code_verifier", ""}}).status, 200);
}

TEST_F(Authorize, QueryOfTheRegisteredUriIsKept) {  // [AZ-05]
  const std::string uri = "https://app.example.test/cb?dummy1=lorem&dummy2=ipsum";
  const Credentials client = world.client({{"redirect_uris", {uri}}});
  const std::string location = location_of(world.get(authorize_url(client.client_id, {{"redirect_uri", uri}, {"prompt", "none"}})));
  EXPECT_TRUE(location.starts_with(uri + "&error=")) << location;
}

TEST_F(Authorize, LoopbackPortMayDiffer) {  // [R-AZ-2] [RFC8252 §7.3]
  const Credentials native = world.client({{"redirect_uris", {"http://127.0.0.1/cb"}}});
  const auto go = [&](const std::string& uri) {
    return location_of(world.get(authorize_url(native.client_id, {{"redirect_uri", uri}, {"prompt", "none"}})));
  };
  EXPECT_TRUE(go("http://127.0.0.1:50000/cb").starts_with("http://127.0.0.1:50000/cb?"));
  EXPECT_EQ(go("http://127.0.0.1:50000/other"), "");
  EXPECT_EQ(go("http://[::1]:50000/cb"), "");
  EXPECT_EQ(go("https://127.0.0.1:50000/cb"), "");
}

TEST_F(Authorize, CorsNeverOpensAPage) {  // [R-AZ-16] [R-HD-5]
  for (const std::string path : {"/oauth2/authorize", "/login", "/consent"}) {
    const web::Response response = world.get(path, {{"Origin", "https://app.example.test"}});
    EXPECT_EQ(web::count(response.headers, "Access-Control-Allow-Origin"), 0u) << path;
  }
}

// Prompt, max_age and hints.

class Reauthentication : public Authorize {
 protected:
  Browser browser{world};
  void SetUp() override { ASSERT_TRUE(browser.allow(browser.sign_in(browser.open(authorize_url(app.client_id)))).is_foreign); }
  Json id_token(const Stop& stop) {
    return claims_of(body_of(redeem(world, app, parameter(stop.url, "code").value_or(""))).at("id_token"));
  }
};

TEST_F(Reauthentication, PromptLoginAsksAgainAndMovesAuthTime) {  // [AZ-12] [R-LG-4]
  world.pass(Seconds(10));
  const Stop login = browser.open(authorize_url(app.client_id, {{"prompt", "login"}}));
  ASSERT_TRUE(login.is_login());
  const Stop back = browser.sign_in(login);
  ASSERT_TRUE(back.is_foreign) << back.url << back.body;
  const Json claims = id_token(back);
  EXPECT_EQ(claims.at("auth_time"), epoch_seconds(world.now));
  EXPECT_EQ(claims.at("sub"), alice);
}

TEST_F(Reauthentication, PromptLoginIsNotSatisfiedByAnotherTab) {  // [R-LG-5] [R-AZ-13]
  const Stop tab_one = browser.open(authorize_url(app.client_id, {{"prompt", "login"}}));
  const Stop tab_two = browser.open(authorize_url(app.client_id, {{"prompt", "login"}}));
  ASSERT_TRUE(browser.sign_in(tab_two).is_foreign);
  // The first tab's continuation still asks for a password.
  const Stop continued = browser.open(std::string(kIssuer) + "/oauth2/authorize?t=" + tab_one.input("t"));
  EXPECT_TRUE(continued.is_login());
}

TEST_F(Reauthentication, MaxAgeOfOneSecondAsksAgainAfterTwo) {  // [AZ-15]
  world.pass(Seconds(2));
  EXPECT_TRUE(browser.open(authorize_url(app.client_id, {{"max_age", "1"}})).is_login());
  const Stop back = browser.open(authorize_url(app.client_id, {{"max_age", "15000"}}));
  ASSERT_TRUE(back.is_foreign);
  EXPECT_EQ(id_token(back).at("auth_time"), epoch_seconds(world.now) - 2);
}

TEST_F(Reauthentication, MaxAgeZeroAsksOnceNotForEver) {
  world.pass(Seconds(1));
  const Stop login = browser.open(authorize_url(app.client_id, {{"max_age", "0"}}));
  ASSERT_TRUE(login.is_login());
  EXPECT_TRUE(browser.sign_in(login).is_foreign);
}

TEST_F(Reauthentication, HintOfThePersonGoesThroughEvenWhenItHasExpired) {  // [AZ-16]
  const Stop first = browser.open(authorize_url(app.client_id));
  const std::string hint = body_of(redeem(world, app, *parameter(first.url, "code"))).at("id_token");
  world.pass(Seconds(2 * 3600));
  const Stop back = browser.open(authorize_url(app.client_id, {{"prompt", "none"}, {"id_token_hint", hint}}));
  EXPECT_TRUE(parameter(back.url, "code")) << back.url;
}

TEST_F(Reauthentication, HintOfSomebodyElseIsLoginRequired) {  // [AZ-16]
  const Stop first = browser.open(authorize_url(app.client_id));
  const std::string hint_of_alice = body_of(redeem(world, app, *parameter(first.url, "code"))).at("id_token");
  world.account("bob@example.test");
  Browser bobs(world);
  ASSERT_TRUE(bobs.allow(bobs.sign_in(bobs.open(authorize_url(app.client_id)), "bob@example.test")).is_foreign);
  const Stop silent = bobs.open(authorize_url(app.client_id, {{"prompt", "none"}, {"id_token_hint", hint_of_alice}}));
  EXPECT_EQ(parameter(silent.url, "error"), "login_required");
  // Without prompt=none the person is asked; answering as bob again is a refusal, not a loop.
  const Stop login = bobs.open(authorize_url(app.client_id, {{"id_token_hint", hint_of_alice}}));
  ASSERT_TRUE(login.is_login());
  EXPECT_EQ(parameter(bobs.sign_in(login, "bob@example.test").url, "error"), "login_required");
}

TEST_F(Reauthentication, AnAccessTokenIsNoHint) {  // [R-TK-3]
  const Stop first = browser.open(authorize_url(app.client_id));
  const std::string access_token = body_of(redeem(world, app, *parameter(first.url, "code"))).at("access_token");
  const Stop stop = browser.open(authorize_url(app.client_id, {{"id_token_hint", access_token}}));
  EXPECT_EQ(parameter(stop.url, "error"), "invalid_request");
}

TEST_F(Reauthentication, SelectAccountOffersTheChoice) {
  const Stop chooser = browser.open(authorize_url(app.client_id, {{"prompt", "select_account"}}));
  ASSERT_TRUE(chooser.is_account_page()) << chooser.body;
  EXPECT_TRUE(chooser.shows("alice@example.test"));
  EXPECT_TRUE(browser.submit(chooser, {}, "account-continue").is_foreign);
  const Stop again = browser.open(authorize_url(app.client_id, {{"prompt", "select_account"}}));
  EXPECT_TRUE(browser.submit(again, {}, "account-other").is_login());
}

TEST_F(Reauthentication, PromptConsentAsksAgain) {  // [RT-01]
  EXPECT_TRUE(browser.open(authorize_url(app.client_id, {{"prompt", "consent"}})).is_consent());
}

TEST_F(Reauthentication, SessionEndsWhenIdleAndInAnyCase) {  // [R-LG-4]
  world.pass(world.settings.sessions.idle);
  EXPECT_TRUE(browser.open(authorize_url(app.client_id)).is_login());
}

TEST_F(Reauthentication, UsedSessionStillEndsAtItsAbsoluteLimit) {  // [R-LG-4]
  for (int i = 0; i < 4; ++i) {
    world.pass(Seconds(5 * 3600));
    EXPECT_TRUE(browser.open(authorize_url(app.client_id)).is_foreign) << i;
  }
  world.pass(Seconds(4 * 3600));
  EXPECT_TRUE(browser.open(authorize_url(app.client_id)).is_login());
}

TEST_F(Reauthentication, NewLoginReplacesTheSessionCookie) {  // [R-LG-2]
  const std::string before = browser.cookies.at("__Host-signet_session");
  const Stop back = browser.sign_in(browser.open(authorize_url(app.client_id, {{"prompt", "login"}})));
  ASSERT_TRUE(back.is_foreign);
  const std::string after = browser.cookies.at("__Host-signet_session");
  EXPECT_NE(before, after);
  browser.cookies["__Host-signet_session"] = before;
  EXPECT_TRUE(browser.open(authorize_url(app.client_id)).is_login());
}

TEST_F(Reauthentication, DuplicateSessionCookieIsNoSession) {  // [R-LG-3] [S-H13]
  const std::string value = browser.cookies.at("__Host-signet_session");
  const web::Response response = world.get(authorize_url(app.client_id, {{"prompt", "none"}}),
                                           {{"Cookie", "__Host-signet_session=" + value + "; __Host-signet_session=" + value}});
  EXPECT_EQ(parameter(location_of(response), "error"), "login_required");
}

// The sealed transaction and its forms.

class Forms : public Authorize {};

TEST_F(Forms, TransactionOpensOnlyInTheBrowserThatBeganIt) {  // [R-AZ-12] [R-AZ-13]
  Browser mine(world);
  const Stop login = mine.open(authorize_url(app.client_id));
  Browser thief(world);
  EXPECT_TRUE(thief.open(login.url).is_error_page());
  EXPECT_TRUE(thief.sign_in(login).is_error_page());
  EXPECT_TRUE(mine.sign_in(login).is_consent());
}

TEST_F(Forms, TransactionEndsAfterAnHour) {
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  world.pass(Seconds(3600) - Seconds(1));
  EXPECT_TRUE(browser.open(login.url).is_login());
  world.pass(Seconds(1));
  EXPECT_TRUE(browser.open(login.url).is_error_page());
}

TEST_F(Forms, TamperedTransactionIsRefused) {  // [R-AZ-12]
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  for (std::size_t at = login.url.find("t=") + 2; at < login.url.size(); at += 17) {
    std::string url = login.url;
    url[at] = url[at] == 'A' ? 'B' : 'A';
    EXPECT_TRUE(browser.open(url).is_error_page()) << at;
  }
}

TEST_F(Forms, CsrfTokenIsRequiredAndBelongsToItsForm) {  // [R-LG-1]
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  const auto post = [&](const std::string& csrf) {
    std::string cookie;
    for (const auto& [name, value] : browser.cookies) {
      cookie += name + "=" + value + "; ";
    }
    return world.post("/login", {{"t", login.input("t")}, {"csrf", csrf}, {"username", "alice@example.test"}, {"password", kPassword}},
                      {{"Cookie", cookie}});
  };
  EXPECT_EQ(post("").status, 400);
  EXPECT_EQ(post(login.input("csrf") + "x").status, 400);
  const Stop consent = browser.sign_in(login);
  ASSERT_TRUE(consent.is_consent());
  EXPECT_EQ(post(consent.input("csrf")).status, 400);  // another form's token
}

TEST_F(Forms, CrossSitePostIsRefused) {  // [R-LG-1]
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  const web::Pairs fields = {{"username", "alice@example.test"}, {"password", kPassword}};
  for (const web::Header& header : {web::Header{"Sec-Fetch-Site", "cross-site"}, web::Header{"Sec-Fetch-Site", "same-site"},
                                   web::Header{"Origin", "https://evil.example.test"}}) {
    EXPECT_TRUE(browser.submit(login, fields, "login-submit", {header}).is_error_page()) << header.value;
  }
  // [PG-12] Absence is no error, nor is the "null" that some browsers post under a strict referrer policy.
  EXPECT_TRUE(browser.submit(login, fields, "login-submit", {{"Origin", "null"}}).is_consent());
}

TEST_F(Forms, ConsentCannotBeWidenedByTheForm) {  // [R-CO-1]
  Browser browser(world);
  const Stop consent = browser.sign_in(browser.open(authorize_url(app.client_id, {{"scope", "openid"}})));
  const Stop back = browser.submit(consent, {{"scope", "openid email phone"}}, "consent-allow");
  EXPECT_EQ(body_of(redeem(world, app, parameter(back.url, "code").value())).at("scope"), "openid");
}

TEST_F(Forms, OversizedRequestIsRefusedNotTruncated) {  // [R-AZ-18]
  Browser browser(world);
  const Stop stop = browser.open(authorize_url(app.client_id, {{"state", std::string(2048, 's')}}));
  EXPECT_TRUE(stop.is_login());
  const Stop too_long = browser.open(authorize_url(app.client_id, {{"state", std::string(2049, 's')}}));
  EXPECT_EQ(parameter(too_long.url, "error"), "invalid_request");
}

}  // namespace
}  // namespace signet::testing
