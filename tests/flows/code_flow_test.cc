// The main job: a person signs in to an app [OIDC.Core §3.1].
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class CodeFlow : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();
};

TEST_F(CodeFlow, PersonSignsInAllowsAndLandsBackWithTokens) {  // [PG-13]
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  ASSERT_TRUE(login.is_login()) << login.body;
  EXPECT_TRUE(login.url.starts_with(std::string(kIssuer) + "/login?t="));  // [PG-04]
  const Stop consent = browser.sign_in(login);
  ASSERT_TRUE(consent.is_consent()) << consent.url << consent.body;
  EXPECT_TRUE(consent.url.starts_with(std::string(kIssuer) + "/consent?t="));
  const Stop back = browser.allow(consent);
  ASSERT_TRUE(back.is_foreign) << back.body;
  EXPECT_TRUE(back.url.starts_with(std::string(kCallback) + "?"));
  EXPECT_EQ(parameter(back.url, "state"), "the-state");  // [AZ-02]
  EXPECT_EQ(parameter(back.url, "iss"), kIssuer);        // [AZ-03] [R-AZ-14]

  const web::Response response = redeem(world, app, parameter(back.url, "code").value());
  ASSERT_EQ(response.status, 200) << response.body;
  const Json tokens = body_of(response);
  EXPECT_EQ(tokens.at("token_type"), "Bearer");  // [TK-01]
  EXPECT_EQ(tokens.at("expires_in"), 600);
  EXPECT_EQ(tokens.at("scope"), "openid profile email");
  EXPECT_TRUE(tokens.contains("refresh_token"));

  const Json id_token = claims_of(tokens.at("id_token"));
  EXPECT_EQ(id_token.at("iss"), kIssuer);  // [IT-02]
  EXPECT_EQ(id_token.at("aud"), app.client_id);
  EXPECT_EQ(id_token.at("sub"), alice);
  EXPECT_EQ(id_token.at("nonce"), "the-nonce");  // [AZ-09]
  EXPECT_EQ(id_token.at("auth_time"), epoch_seconds(world.now));
  EXPECT_EQ(id_token.at("amr"), Json({"pwd"}));
  EXPECT_TRUE(id_token.contains("sid"));      // [LO-07]
  EXPECT_TRUE(id_token.contains("at_hash"));  // [IT-05]
  EXPECT_FALSE(id_token.contains("name"));    // [IT-04] scope claims belong to UserInfo

  const Json access_token = claims_of(tokens.at("access_token"));  // [R-TK-1]
  EXPECT_EQ(access_token.at("aud"), kIssuer);
  EXPECT_EQ(access_token.at("client_id"), app.client_id);
  EXPECT_EQ(access_token.at("exp").get<int>() - access_token.at("iat").get<int>(), 600);
  EXPECT_TRUE(access_token.contains("jti"));
}

TEST_F(CodeFlow, TokenResponseIsNeverCached) {  // [GE-05] [R-TK-4]
  const web::Response good = redeem(world, app, code_for(world, app));
  const web::Response bad = redeem(world, app, "no-such-code");
  for (const web::Response& response : {good, bad}) {
    EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
    EXPECT_EQ(web::only(response.headers, "Content-Type"), "application/json");  // [GE-04]
  }
}

TEST_F(CodeFlow, SecondSignInIsSilentAndKeepsSubjectAndTime) {  // [AZ-14] [IT-03]
  Browser browser(world);
  Stop stop = browser.allow(browser.sign_in(browser.open(authorize_url(app.client_id))));
  const Json first = claims_of(body_of(redeem(world, app, *parameter(stop.url, "code"))).at("id_token"));
  world.pass(Seconds(5));
  stop = browser.open(authorize_url(app.client_id, {{"prompt", "none"}}));
  ASSERT_TRUE(stop.is_foreign) << stop.body;
  const Json second = claims_of(body_of(redeem(world, app, *parameter(stop.url, "code"))).at("id_token"));
  EXPECT_EQ(first.at("sub"), second.at("sub"));
  EXPECT_EQ(first.at("auth_time"), second.at("auth_time"));
  EXPECT_EQ(first.at("sid"), second.at("sid"));
}

TEST_F(CodeFlow, DenyingReturnsAccessDenied) {  // [AZ-18]
  Browser browser(world);
  const Stop back = browser.deny(browser.sign_in(browser.open(authorize_url(app.client_id))));
  ASSERT_TRUE(back.is_foreign);
  EXPECT_EQ(parameter(back.url, "error"), "access_denied");
  EXPECT_EQ(parameter(back.url, "state"), "the-state");
  EXPECT_EQ(parameter(back.url, "iss"), kIssuer);
  EXPECT_FALSE(parameter(back.url, "code"));  // [AZ-06]
}

TEST_F(CodeFlow, CancellingTheLoginReturnsAccessDenied) {  // [AZ-18]
  Browser browser(world);
  const Stop back = browser.submit(browser.open(authorize_url(app.client_id)), {}, "login-cancel");
  ASSERT_TRUE(back.is_foreign);
  EXPECT_EQ(parameter(back.url, "error"), "access_denied");
}

TEST_F(CodeFlow, WrongPasswordStaysOnThePageAndTheRightOneGoesOn) {
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  const Stop wrong = browser.sign_in(login, "alice@example.test", "not the password at all");
  EXPECT_TRUE(wrong.is_login());
  EXPECT_EQ(wrong.input("username"), "alice@example.test");
  EXPECT_TRUE(browser.sign_in(wrong).is_consent());
}

TEST_F(CodeFlow, UnknownWrongAndDisabledLookTheSame) {  // [R-LG-7]
  const std::string bob = world.account("bob@example.test");
  ASSERT_TRUE(world.database.accounts().set_disabled(bob, true, world.now));
  std::vector<std::string> bodies;
  for (const std::string email : {"alice@example.test", "bob@example.test", "nobody@example.test"}) {
    Browser browser(world);
    const Stop login = browser.open(authorize_url(app.client_id));
    Stop answer = browser.sign_in(login, email, email[0] == 'b' ? kPassword : "something wrong entirely");
    EXPECT_EQ(answer.status, 400);
    // What differs by nature: the typed name, the sealed texts, the reference.
    for (const std::string& varying : {email, answer.input("t"), answer.input("csrf")}) {
      for (std::size_t at = answer.body.find(varying); at != std::string::npos; at = answer.body.find(varying)) {
        answer.body.erase(at, varying.size());
      }
    }
    const std::size_t reference = answer.body.find("request-");
    ASSERT_NE(reference, std::string::npos);
    answer.body.erase(reference, answer.body.find('<', reference) - reference);
    bodies.push_back(answer.body);
  }
  EXPECT_EQ(bodies[0], bodies[1]);
  EXPECT_EQ(bodies[0], bodies[2]);
}

TEST_F(CodeFlow, AStrangersRequestWritesNothing) {
  Browser browser(world);
  const auto before = world.database.clients().load().version;
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(browser.open(authorize_url(app.client_id)).is_login());
  }
  EXPECT_EQ(world.database.clients().load().version, before);
  EXPECT_LE(browser.cookies.size(), 8u);  // one per transaction, the newest eight
}

TEST_F(CodeFlow, PostToAuthorizeArrivesAtTheLoginPage) {  // [AZ-01] [R-AZ-19]
  Browser browser(world);
  const std::string url = authorize_url(app.client_id);
  const auto form = web::parse_form(url.substr(url.find('?') + 1)).value();
  const web::Response response = world.post("/oauth2/authorize", form);
  EXPECT_EQ(response.status, 303);  // [R-AZ-6]
  EXPECT_TRUE(location_of(response).starts_with(std::string(kIssuer) + "/oauth2/authorize?t="));
  EXPECT_GE(web::count(response.headers, "Set-Cookie"), 1u);
}

TEST_F(CodeFlow, FirstPartyClientIsNotAskedForConsent) {
  const Credentials ours = world.client({{"first_party", true}});
  Browser browser(world);
  const Stop back = browser.sign_in(browser.open(authorize_url(ours.client_id)));
  EXPECT_TRUE(back.is_foreign) << back.body;
  // [R-CO-2] prompt=consent shows the page even so.
  EXPECT_TRUE(browser.open(authorize_url(ours.client_id, {{"prompt", "consent"}})).is_consent());
}

TEST_F(CodeFlow, ConsentAsksOnlyForTheDifference) {
  Browser browser(world);
  EXPECT_TRUE(browser.allow(browser.sign_in(browser.open(authorize_url(app.client_id, {{"scope", "openid"}})))).is_foreign);
  EXPECT_TRUE(browser.open(authorize_url(app.client_id, {{"scope", "openid"}})).is_foreign);
  EXPECT_TRUE(browser.open(authorize_url(app.client_id, {{"scope", "openid email"}})).is_consent());
}

TEST_F(CodeFlow, ConsentIsNotRememberedForNativePublicClients) {  // [R-CO-2]
  const Credentials native = world.client({{"token_endpoint_auth_method", "none"},
                                           {"application_type", "native"},
                                           {"redirect_uris", {"http://127.0.0.1/callback"}}});
  Browser browser(world);
  const std::string url = authorize_url(native.client_id, {{"redirect_uri", "http://127.0.0.1:49152/callback"}});
  EXPECT_TRUE(browser.allow(browser.sign_in(browser.open(url))).is_foreign);
  EXPECT_TRUE(browser.open(url).is_consent());
}

}  // namespace
}  // namespace signet::testing
