// Signing out, as clients ask for it and as people do. [OIDC.RPLogout] [OIDC.FrontChannel] [OIDC.Session]
#include <gtest/gtest.h>

#include "authorization/session_state.h"
#include "base/base64url.h"
#include "crypto/digest.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr const char* kGoodbye = "https://app.example.test/goodbye";

class Logout : public ::testing::Test {
 protected:
  // Signs in at the client with `browser`; the ID token.
  std::string id_token_for(const Credentials& client, Browser& with, const std::map<std::string, std::string>& changes = {}) {
    Stop stop = with.open(authorize_url(client.client_id, changes));
    if (stop.is_login()) stop = with.sign_in(stop);
    if (stop.is_consent()) stop = with.allow(stop);
    return body_of(redeem(world, client, parameter(stop.url, "code").value_or(""))).at("id_token");
  }
  static std::string url(const web::Pairs& parameters) {
    return std::string(kIssuer) + "/oauth2/logout" + (parameters.empty() ? "" : "?" + web::to_form(parameters));
  }
  // [LO-02] What prompt=none says is what counts.
  bool signed_in(Browser& with) {
    const Stop stop = with.open(authorize_url(app.client_id, {{"prompt", "none"}}));
    return parameter(stop.url, "error") != "login_required";
  }
  bool is_confirmation(const Stop& stop) { return stop.shows("id=\"logout-confirm\""); }
  bool is_logged_out_page(const Stop& stop) { return stop.shows("id=\"logged-out-page\""); }

  World world;
  std::string alice = world.account();
  Credentials app = world.client({{"post_logout_redirect_uris", {kGoodbye, "https://app.example.test/other?x=1"}}});
  Browser browser{world};
  std::string id_token = id_token_for(app, browser);
  const std::string state = std::string(125, 's') + "&=%";
};

TEST_F(Logout, AValidHintEndsTheSessionAndBringsTheStateBackAlone) {  // [LO-02]
  ASSERT_TRUE(signed_in(browser));
  const Stop stop = browser.open(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}, {"state", state}}));
  EXPECT_TRUE(stop.is_foreign);
  EXPECT_EQ(stop.url, web::append_query(kGoodbye, {{"state", state}}));
  EXPECT_FALSE(signed_in(browser));
  EXPECT_FALSE(browser.cookies.contains("__Host-signet_session"));
}

TEST_F(Logout, WithoutStateNothingIsAdded) {  // [LO-03]
  EXPECT_EQ(browser.open(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}})).url, kGoodbye);
}

TEST_F(Logout, AnExpiredHintIsGoodAndAQueryOfTheUriStays) {  // [OIDC.RPLogout §2]
  world.pass(Seconds(7200));
  const Stop stop = browser.open(
      url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", "https://app.example.test/other?x=1"}, {"state", "s"}}));
  EXPECT_EQ(stop.url, "https://app.example.test/other?x=1&state=s");
  EXPECT_FALSE(signed_in(browser));
}

TEST_F(Logout, WhatIsWrongIsSaidOnAPageAndChangesNothing) {  // [LO-04] [R-LO-2]
  const Credentials other = world.client({{"post_logout_redirect_uris", {"https://other.example.test/bye"}}});
  const std::string none = base64url_encode(R"({"alg":"none","typ":"JWT"})") + "." + id_token.substr(id_token.find('.') + 1, id_token.rfind('.') - id_token.find('.') - 1) + ".";
  std::string forged = id_token;
  forged[forged.size() - 20] = forged[forged.size() - 20] == 'A' ? 'B' : 'A';
  const std::string goodbye = kGoodbye;
  const std::vector<std::pair<web::Pairs, std::string>> cases = {
      {{{"id_token_hint", id_token}, {"post_logout_redirect_uri", "https://evil.example.test/"}}, "post_logout_redirect_uri_mismatch"},
      {{{"id_token_hint", id_token}, {"post_logout_redirect_uri", goodbye + "?a=b"}}, "post_logout_redirect_uri_mismatch"},
      {{{"id_token_hint", id_token}, {"post_logout_redirect_uri", goodbye + "/"}}, "post_logout_redirect_uri_mismatch"},
      {{{"id_token_hint", id_token}, {"post_logout_redirect_uri", "https://other.example.test/bye"}}, "post_logout_redirect_uri_mismatch"},
      {{{"id_token_hint", none}, {"post_logout_redirect_uri", goodbye}}, "id_token_hint_invalid"},
      {{{"id_token_hint", forged}, {"post_logout_redirect_uri", goodbye}}, "id_token_hint_invalid"},
      {{{"id_token_hint", "nonsense"}}, "id_token_hint_invalid"},
      {{{"post_logout_redirect_uri", goodbye}}, "logout_client_missing"},
      {{{"id_token_hint", id_token}, {"client_id", other.client_id}}, "logout_client_mismatch"},
      {{{"client_id", "nobody"}}, "client_unknown"},
      {{{"state", std::string(2049, 's')}}, "state_too_long"},
      {{{"state", "a"}, {"state", "b"}}, "repeated_parameter"},
  };
  for (const auto& [parameters, reason] : cases) {
    for (const bool post : {false, true}) {
      const web::Response response = post ? world.post("/oauth2/logout", parameters) : world.get(url(parameters));
      EXPECT_EQ(response.status, 400) << reason;
      EXPECT_EQ(response.trail.reason, reason);
      EXPECT_NE(response.body.find("id=\"error-page\""), std::string::npos);
      EXPECT_NE(response.body.find("href=\"/logout\""), std::string::npos) << "a way out that needs no client";
      EXPECT_EQ(location_of(response), "");
    }
    const Stop stop = browser.open(url(parameters));
    EXPECT_TRUE(stop.is_error_page());
  }
  EXPECT_TRUE(signed_in(browser));
}

TEST_F(Logout, AnAccessTokenOrALogoutTokenIsNoHint) {  // [R-TK-3]
  const auto client = world.provider->registry().find(app.client_id);
  const std::string logout_token = world.provider->mint().logout_token(*client, alice, claims_of(id_token).at("sid"), world.now);
  EXPECT_EQ(world.get(url({{"id_token_hint", logout_token}})).trail.reason, "id_token_hint_invalid");
}

TEST_F(Logout, WithoutParametersThePersonIsAskedAndThenLoggedOut) {  // [LO-05] [R-LO-1]
  const std::string client_hint = app.client_id;
  for (const web::Pairs& parameters : {web::Pairs(), web::Pairs{{"state", "s"}}, web::Pairs{{"client_id", client_hint}}, web::Pairs{{"logout_hint", "x"}, {"ui_locales", "en"}}}) {
    Browser fresh(world);
    (void)id_token_for(app, fresh);
    const Stop page = fresh.open(url(parameters));
    ASSERT_TRUE(is_confirmation(page)) << page.body;
    EXPECT_TRUE(page.url.starts_with(std::string(kIssuer) + "/logout?t="));  // [PG-04]
    EXPECT_TRUE(page.shows("alice@example.test"));
    EXPECT_TRUE(signed_in(fresh)) << "nothing is done before the person says so";
    const Stop bye = fresh.submit(page, {}, "logout-confirm");
    EXPECT_TRUE(is_logged_out_page(bye));
    EXPECT_TRUE(bye.url.starts_with(std::string(kIssuer) + "/logged-out"));
    EXPECT_FALSE(bye.is_foreign) << "no redirect, although a URI is registered";
    EXPECT_FALSE(signed_in(fresh));
  }
}

TEST_F(Logout, AHintOfAnotherSessionDoesNotEndThisOne) {  // [R-LO-1]
  Browser other(world);
  const std::string theirs = id_token_for(app, other);
  const Stop page = browser.open(url({{"id_token_hint", theirs}, {"post_logout_redirect_uri", kGoodbye}, {"state", "s"}}));
  ASSERT_TRUE(is_confirmation(page));
  EXPECT_TRUE(signed_in(browser));
  const Stop stop = browser.submit(page, {}, "logout-confirm");
  EXPECT_EQ(stop.url, std::string(kGoodbye) + "?state=s");
  EXPECT_FALSE(signed_in(browser));
  EXPECT_TRUE(signed_in(other));
}

TEST_F(Logout, AHintFromBeforeThePersonSignedInAgainStillNamesTheSession) {
  const std::string newer = id_token_for(app, browser, {{"prompt", "login"}});
  EXPECT_EQ(claims_of(newer).at("sid"), claims_of(id_token).at("sid"));
  EXPECT_EQ(browser.open(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}})).url, kGoodbye);
  EXPECT_FALSE(signed_in(browser));
}

TEST_F(Logout, WhoStaysGoesBackToTheClientOrIsToldSo) {
  Stop page = browser.open(url({{"client_id", app.client_id}, {"post_logout_redirect_uri", kGoodbye}}));
  ASSERT_TRUE(is_confirmation(page));
  EXPECT_TRUE(page.shows("Example App"));
  EXPECT_EQ(browser.submit(page, {}, "logout-cancel").url, kGoodbye);
  page = browser.open(url({}));
  const Stop stay = browser.submit(page, {}, "logout-cancel");
  EXPECT_TRUE(stay.shows("id=\"still-signed-in\""));
  EXPECT_FALSE(is_logged_out_page(stay));
  EXPECT_TRUE(signed_in(browser));
}

TEST_F(Logout, APostFromAnotherSiteBringsNoCookiesAndIsAskedAgainByGet) {
  const web::Response posted = world.post("/oauth2/logout", {{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}, {"state", "s"}});
  EXPECT_EQ(posted.status, 303);
  const std::string next = location_of(posted);
  ASSERT_TRUE(next.starts_with(std::string(kIssuer) + "/logout?t="));
  EXPECT_EQ(next.find(id_token), std::string::npos);
  EXPECT_TRUE(signed_in(browser));
  EXPECT_EQ(browser.open(next).url, std::string(kGoodbye) + "?state=s");
  EXPECT_FALSE(signed_in(browser));
}

TEST_F(Logout, WhoIsNotSignedInIsSentOnAtOnce) {
  Browser stranger(world);
  EXPECT_EQ(stranger.open(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}})).url, kGoodbye);
  EXPECT_TRUE(is_logged_out_page(stranger.open(url({}))));
  EXPECT_TRUE(is_logged_out_page(stranger.open(std::string(kIssuer) + "/logout")));
  EXPECT_TRUE(signed_in(browser));
  EXPECT_FALSE(world.database.logouts().next_due());
}

TEST_F(Logout, TheFormIsRefusedFromAnywhereElse) {  // [R-LG-1] [PG-05]
  const Stop page = browser.open(url({}));
  const auto post = [&](web::Pairs form, web::Headers headers = {}) {
    std::string cookies;
    for (const auto& [name, value] : browser.cookies) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    headers.push_back({"Cookie", cookies});
    form.emplace_back("logout-confirm", "1");
    return world.post("/logout", form, headers).trail.reason;
  };
  const std::string t = page.input("t");
  const std::string csrf = page.input("csrf");
  EXPECT_EQ(post({{"t", t}}), "csrf_mismatch");
  EXPECT_EQ(post({{"t", t}, {"csrf", csrf + "A"}}), "csrf_mismatch");
  EXPECT_EQ(post({{"t", t + "A"}, {"csrf", csrf}}), "logout_expired");
  EXPECT_EQ(post({{"csrf", csrf}}), "logout_expired");
  EXPECT_EQ(post({{"t", t}, {"csrf", csrf}}, {{"Sec-Fetch-Site", "cross-site"}}), "cross_site_post");
  EXPECT_EQ(post({{"t", t}, {"csrf", csrf}}, {{"Origin", "https://evil.example.test"}}), "cross_site_post");
  Browser other(world);
  (void)id_token_for(app, other);
  const Stop theirs = other.open(url({}));
  EXPECT_EQ(post({{"t", theirs.input("t")}, {"csrf", theirs.input("csrf")}}), "csrf_mismatch") << "of another browser";
  world.pass(Seconds(600));
  EXPECT_EQ(post({{"t", t}, {"csrf", csrf}}), "logout_expired");
  EXPECT_TRUE(signed_in(browser));
}

TEST_F(Logout, ConfirmingTwiceIsNoError) {
  const Stop page = browser.open(url({{"client_id", app.client_id}, {"post_logout_redirect_uri", kGoodbye}}));
  EXPECT_EQ(browser.submit(page, {}, "logout-confirm").url, kGoodbye);
  EXPECT_EQ(browser.submit(page, {}, "logout-confirm").url, kGoodbye);
}

TEST_F(Logout, TokensEndWithTheSessionExceptOfflineOnes) {
  const auto tokens = [&](const std::string& scope) {
    Stop stop = browser.open(authorize_url(app.client_id, {{"scope", scope}}));
    if (stop.is_consent()) stop = browser.allow(stop);
    return body_of(redeem(world, app, parameter(stop.url, "code").value_or("")));
  };
  const Json online = tokens("openid");
  const Json offline = tokens("openid offline_access");
  const auto userinfo = [&](const Json& from) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + from.at("access_token").get<std::string>()}}).status;
  };
  ASSERT_EQ(userinfo(online), 200);
  (void)browser.open(url({{"id_token_hint", id_token}}));
  EXPECT_EQ(userinfo(online), 401) << "at once on this replica";
  EXPECT_EQ(refresh(world, app, online.at("refresh_token")).status, 400);
  EXPECT_EQ(refresh(world, app, offline.at("refresh_token")).status, 200);
}

TEST_F(Logout, EachClientOfTheSessionThatListensIsQueued) {  // [LO-06]
  const Credentials listening = world.client({{"backchannel_logout_uri", "https://listening.example.test/out"}});
  const Credentials unused = world.client({{"backchannel_logout_uri", "https://unused.example.test/out"}});
  const std::string theirs = id_token_for(listening, browser);
  const Stop stop = browser.open(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}}));
  EXPECT_EQ(stop.url, kGoodbye) << "nobody waits for it";
  const auto queued = world.database.logouts().to_client(listening.client_id, 10);
  ASSERT_EQ(queued.size(), 1U);
  EXPECT_EQ(queued[0].sid, claims_of(theirs).at("sid"));  // [LO-07]
  EXPECT_EQ(queued[0].sub, claims_of(theirs).at("sub"));
  EXPECT_TRUE(world.database.logouts().to_client(unused.client_id, 10).empty());
}

TEST_F(Logout, FrontChannelClientsAreLoadedInFramesBeforeItGoesOn) {  // [LO-08] [PG-11]
  const Credentials framed = world.client({{"client_name", "Framed"}, {"frontchannel_logout_uri", "https://app.example.test/front?a=1"}});
  const Credentials told = world.client({{"client_name", "Told"}, {"backchannel_logout_uri", "https://told.example.test/out"}});
  (void)id_token_for(framed, browser);
  (void)id_token_for(told, browser);
  const Stop page = browser.open(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}, {"state", "s"}}));
  ASSERT_TRUE(is_logged_out_page(page)) << page.url;
  const std::string sid = claims_of(id_token).at("sid");
  const std::string frame = web::append_query("https://app.example.test/front?a=1", {{"iss", kIssuer}, {"sid", sid}});
  std::string escaped = frame;
  for (std::size_t at = 0; (at = escaped.find('&', at)) != std::string::npos; at += 5) escaped.replace(at, 1, "&amp;");
  EXPECT_TRUE(page.shows("src=\"" + escaped + "\"") || page.shows("src=\"" + frame + "\"")) << page.body;
  EXPECT_TRUE(page.shows("Framed"));
  EXPECT_TRUE(page.shows("Told"));
  EXPECT_TRUE(page.shows(std::string(kGoodbye) + "?state=s"));
  const std::string policy(web::only(page.headers, "Content-Security-Policy").value());
  EXPECT_NE(policy.find("frame-src https://app.example.test"), std::string::npos) << policy;
  EXPECT_FALSE(signed_in(browser));
  world.pass(Seconds(601));
  EXPECT_FALSE(browser.open(page.url).shows("Framed")) << "ten minutes later it is an ordinary page";
}

TEST_F(Logout, ThePageSaysWhoWasToldWhereNobodyGoesOn) {
  const Credentials told = world.client({{"client_name", "Told"}, {"backchannel_logout_uri", "https://told.example.test/out"}});
  (void)id_token_for(told, browser);
  const Stop page = browser.open(url({{"id_token_hint", id_token}}));
  EXPECT_TRUE(is_logged_out_page(page));
  EXPECT_TRUE(page.shows("Told"));
  EXPECT_FALSE(page.shows("Example App")) << "it was not told";
}

TEST_F(Logout, AnOldPageDoesNotSayLoggedOutToWhoIsNot) {
  EXPECT_TRUE(is_confirmation(browser.open(std::string(kIssuer) + "/logged-out")));
  EXPECT_TRUE(is_confirmation(browser.open(std::string(kIssuer) + "/logged-out?t=nonsense")));
}

TEST_F(Logout, ItsPagesSpeakWhatTheClientAsksFor) {  // [OIDC.RPLogout §2]
  const Stop page = browser.open(url({{"ui_locales", "fr de"}}));
  ASSERT_TRUE(is_confirmation(page));
  EXPECT_TRUE(page.shows("lang=\"fr\""));
  EXPECT_TRUE(browser.submit(page, {}, "logout-confirm").shows("lang=\"fr\""));
}

TEST_F(Logout, NothingSealedForOnePageOpensAnother) {
  const Stop page = browser.open(url({{"client_id", app.client_id}, {"post_logout_redirect_uri", kGoodbye}}));
  EXPECT_FALSE(Browser(world).open(std::string(kIssuer) + "/logged-out?t=" + page.input("t")).shows(kGoodbye));
}

TEST_F(Logout, ADisabledClientSendsNobodyAnywhere) {
  ASSERT_TRUE(world.provider->registry().set_disabled(app.client_id, true, world.now));
  EXPECT_EQ(world.get(url({{"id_token_hint", id_token}, {"post_logout_redirect_uri", kGoodbye}})).trail.reason, "client_unknown");
}

TEST_F(Logout, TheBrowserStateChangesWithEverySignInAndGoesWithTheSession) {  // [LO-09]
  const std::string name = "__Host-signet_opbs";
  const std::string first = browser.cookies.at(name);
  EXPECT_EQ(first.size(), 43U);
  EXPECT_NE(first, browser.cookies.at("__Host-signet_session"));
  (void)id_token_for(app, browser);
  EXPECT_EQ(browser.cookies.at(name), first) << "no sign-in, no change";
  (void)id_token_for(app, browser, {{"prompt", "login"}});
  EXPECT_NE(browser.cookies.at(name), first);
  (void)browser.open(url({{"id_token_hint", id_token}}));
  EXPECT_FALSE(browser.cookies.contains(name));
}

TEST_F(Logout, TheBrowserStateIsReadableInFramesOfOtherSites) {  // [LO-09]
  const std::string set = web::CookieJar(true).set_for_scripts("opbs", "value");
  EXPECT_EQ(set.find("HttpOnly"), std::string::npos);
  EXPECT_NE(set.find("SameSite=None"), std::string::npos);
  EXPECT_NE(set.find("Secure"), std::string::npos);
  EXPECT_EQ(web::CookieJar(false).set_for_scripts("opbs", "value").find("SameSite=None"), std::string::npos) << "not without Secure";
}

TEST_F(Logout, TheSessionsFrameMayBeFramedAndKnowsTheCookie) {  // [LO-09] [PG-11]
  const web::Response frame = world.get("/oauth2/check_session");
  EXPECT_EQ(frame.status, 200);
  EXPECT_FALSE(web::only(frame.headers, "X-Frame-Options"));
  EXPECT_EQ(web::only(frame.headers, "Content-Security-Policy").value().find("frame-ancestors"), std::string_view::npos);
  EXPECT_NE(frame.body.find("__Host-signet_opbs"), std::string::npos);
}

TEST_F(Logout, SessionStateIsTheHashThatTheFrameComputes) {  // [LO-09]
  EXPECT_EQ(authorization::session_state("app", "https://app.example.test", "state", "salt"),
            crypto::sha256_base64url("app https://app.example.test state salt") + ".salt");
  EXPECT_EQ(authorization::session_state("app", "https://app.example.test", "", "salt"),
            crypto::sha256_base64url("app https://app.example.test  salt") + ".salt");
}

TEST(LogoutBelowAPath, FindsItsPages) {
  config::Settings settings = World::default_settings();
  settings.issuer = "https://login.example.test/tenant";
  World world(std::move(settings));
  EXPECT_EQ(location_of(world.get("/tenant/oauth2/logout")), "https://login.example.test/tenant/logged-out");
  EXPECT_EQ(world.get("/tenant/logged-out").status, 200);
  EXPECT_NE(world.get("/tenant/oauth2/logout?client_id=x").body.find("href=\"/tenant/logout\""), std::string::npos);
}

}  // namespace
}  // namespace signet::testing
