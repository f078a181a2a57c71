// A client asks for somebody without a browser; they get a mail, compare, and decide. [OIDC.CIBA] [FAPI.CIBA]
#include <gtest/gtest.h>

#include "flows/browser.h"
#include "jose/mint.h"
#include "jose/signing_key.h"

namespace signet::testing {
namespace {

using jose::Alg;
using jose::SigningKey;

constexpr const char* kCiba = "urn:openid:params:grant-type:ciba";
constexpr const char* kAsk = "/oauth2/bc-authorize";

config::Settings with_ciba() {
  config::Settings settings = World::default_settings();
  settings.ciba.enabled = true;
  return settings;
}

std::string error_of(const web::Response& response) { return body_of(response).value("error", std::to_string(response.status)); }

class Ciba : public ::testing::Test {
 protected:
  static Json metadata(const Json& changes = Json::object()) {
    Json metadata = {{"client_name", "Call centre"}, {"redirect_uris", Json::array()}, {"response_types", Json::array()},
                     {"grant_types", {kCiba, "refresh_token"}}};
    metadata.update(changes);
    return metadata;
  }
  web::Response ask(const web::Pairs& changes = {}) { return ask(bank, changes); }
  web::Response ask(const Credentials& client, const web::Pairs& changes) {
    web::Pairs form = {{"scope", "openid profile"}, {"login_hint", "alice@example.test"}, {"binding_message", "W4SCT"}};
    for (const auto& [name, value] : changes) {
      std::erase_if(form, [&, &wanted = name](const auto& pair) { return pair.first == wanted; });
      if (!value.empty()) form.emplace_back(name, value);
    }
    return world.post_as(client, kAsk, form);
  }
  std::string begin(const web::Pairs& changes = {}) { return body_of(ask(changes)).at("auth_req_id"); }
  web::Response poll(const std::string& auth_req_id) { return poll(bank, auth_req_id); }
  web::Response poll(const Credentials& client, const std::string& auth_req_id) {
    return world.post_as(client, "/oauth2/token", {{"grant_type", kCiba}, {"auth_req_id", auth_req_id}});
  }
  web::Response poll_in_time(const std::string& auth_req_id) {
    world.pass(Seconds(5));
    return poll(auth_req_id);
  }
  // The link of the one mail that was written since.
  std::string link() {
    const auto letters = world.letters();
    EXPECT_EQ(letters.size(), 1U);
    return letters.empty() ? "" : kIssuer + letters.front().link;
  }
  Stop approve(Browser& browser, const std::string& link) {
    Stop stop = browser.submit(browser.open(link), {}, "device-submit");
    if (stop.is_login()) stop = browser.sign_in(stop);
    if (stop.is_consent()) stop = browser.allow(stop);
    return stop;
  }

  World world{with_ciba()};
  std::string alice = world.account();
  Credentials bank = world.client(metadata());
};

TEST_F(Ciba, IsThereOnlyWhereItIsSwitchedOn) {
  World without;
  EXPECT_EQ(without.post(kAsk, {}).status, 404);
  EXPECT_EQ(without.get("/approve?id=x").status, 404);
  EXPECT_THROW(without.client(metadata()), std::runtime_error);
  EXPECT_FALSE(body_of(without.get("/.well-known/openid-configuration")).contains("backchannel_authentication_endpoint"));
  const Json document = body_of(world.get("/.well-known/openid-configuration"));  // [CB-01]
  EXPECT_EQ(document.at("backchannel_authentication_endpoint"), std::string(kIssuer) + kAsk);
  EXPECT_EQ(document.at("backchannel_token_delivery_modes_supported"), Json({"poll", "ping"}));
  EXPECT_EQ(document.at("backchannel_user_code_parameter_supported"), false);
  const Json& grants = document.at("grant_types_supported");
  EXPECT_NE(std::find(grants.begin(), grants.end(), kCiba), grants.end());
  const Json& algs = document.at("backchannel_authentication_request_signing_alg_values_supported");
  EXPECT_NE(std::find(algs.begin(), algs.end(), "PS256"), algs.end());
}

TEST_F(Ciba, APersonIsAskedByMailAndTheClientGetsTokens) {  // [CB-03] [CB-05] [CB-06] [OIDC.CIBA §7.3]
  const web::Response asked = ask();
  ASSERT_EQ(asked.status, 200) << asked.body;
  EXPECT_EQ(web::only(asked.headers, "Cache-Control"), "no-store");
  const Json body = body_of(asked);
  const std::string id = body.at("auth_req_id");
  EXPECT_EQ(id.size(), 43U);  // [GE-01]
  EXPECT_EQ(body.at("expires_in"), 600);
  EXPECT_EQ(body.at("interval"), 5);
  EXPECT_EQ(error_of(poll(id)), "authorization_pending");
  EXPECT_EQ(error_of(poll(id)), "slow_down");
  world.pass(Seconds(10));

  const auto letters = world.letters();
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(letters[0].to, "alice@example.test");
  EXPECT_EQ(letters[0].text.find(id), std::string::npos);
  Browser browser(world);
  const Stop confirmation = browser.open(kIssuer + letters[0].link);
  ASSERT_TRUE(confirmation.shows("id=\"device-deny\"")) << confirmation.body;
  EXPECT_TRUE(confirmation.shows("Call centre"));
  EXPECT_TRUE(confirmation.shows("W4SCT"));  // [CB-04]
  const Stop login = browser.submit(confirmation, {}, "device-submit");
  ASSERT_TRUE(login.is_login()) << login.body;
  const Stop consent = browser.sign_in(login);
  ASSERT_TRUE(consent.is_consent()) << consent.body;
  EXPECT_EQ(error_of(poll(id)), "authorization_pending");
  ASSERT_TRUE(browser.allow(consent).shows("id=\"device-done\""));

  world.pass(Seconds(10));  // five more than at first, for it asked too fast once
  const web::Response response = poll(id);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.trail.grant, kCiba);
  const Json tokens = body_of(response);
  const Json id_token = claims_of(tokens.at("id_token"));
  EXPECT_EQ(id_token.at("sub"), alice);
  EXPECT_EQ(id_token.at("aud"), bank.client_id);
  EXPECT_TRUE(id_token.contains("at_hash"));
  EXPECT_EQ(refresh(world, bank, tokens.at("refresh_token")).status, 200);
}

TEST_F(Ciba, TheSecondTimeNeedsOneClick) {  // consent is remembered; that it is them is asked each time
  (void)begin();
  Browser browser(world);
  ASSERT_TRUE(approve(browser, link()).shows("id=\"device-done\""));
  (void)begin();
  const Stop confirmation = browser.open(link());
  ASSERT_TRUE(confirmation.shows("id=\"device-deny\""));
  EXPECT_TRUE(browser.submit(confirmation, {}, "device-submit").shows("id=\"device-done\""));
}

TEST_F(Ciba, OnlyThePersonMeantMayDecide) {
  world.account("bob@example.test");
  const std::string id = begin();
  const std::string to_alice = link();
  Browser browser(world);
  const Stop login = browser.submit(browser.open(to_alice), {}, "device-submit");
  const Stop refused = browser.sign_in(login, "bob@example.test");
  EXPECT_TRUE(refused.is_error_page()) << refused.body;
  EXPECT_EQ(error_of(poll(id)), "authorization_pending") << "nothing is decided by it";
  Browser hers(world);
  EXPECT_TRUE(approve(hers, to_alice).shows("id=\"device-done\""));
  EXPECT_EQ(poll_in_time(id).status, 200);
}

TEST_F(Ciba, WhatIsDeclinedIsOver) {  // [CB-05]
  const std::string id = begin();
  const std::string to_alice = link();
  Browser browser(world);
  const Stop done = browser.submit(browser.open(to_alice), {}, "device-deny");
  EXPECT_TRUE(done.shows("id=\"device-done\"")) << done.body;
  EXPECT_EQ(error_of(poll(id)), "access_denied");
  EXPECT_TRUE(Browser(world).open(to_alice).is_error_page());
}

TEST_F(Ciba, AnIdIsOneClientsAndUsedOnce) {  // [CB-05]
  const Credentials other = world.client(metadata());
  const std::string id = begin();
  Browser browser(world);
  ASSERT_TRUE(approve(browser, link()).shows("id=\"device-done\""));
  EXPECT_EQ(error_of(poll(other, id)), "invalid_grant");
  EXPECT_EQ(error_of(poll(bank, "nonsense")), "invalid_grant");
  EXPECT_EQ(error_of(world.post_as(bank, "/oauth2/token", {{"grant_type", kCiba}})), "invalid_request");
  const Json tokens = body_of(poll(id));
  ASSERT_TRUE(tokens.contains("refresh_token")) << tokens;
  EXPECT_EQ(error_of(poll_in_time(id)), "invalid_grant");
  EXPECT_EQ(error_of(refresh(world, bank, tokens.at("refresh_token"))), "invalid_grant") << "a second use ends what the first one made";
}

TEST_F(Ciba, ItIsNoDeviceCodeAndNoDeviceCodeIsIt) {
  constexpr const char* kDevice = "urn:ietf:params:oauth:grant-type:device_code";
  const Credentials both = world.client(metadata({{"grant_types", {kCiba, kDevice}}}));
  const std::string id = body_of(ask(both, {})).at("auth_req_id");
  EXPECT_EQ(error_of(world.post_as(both, "/oauth2/token", {{"grant_type", kDevice}, {"device_code", id}})), "invalid_grant");
  const Json device = body_of(world.post_as(both, "/oauth2/device_authorization", {{"scope", "openid"}}));
  EXPECT_EQ(error_of(poll(both, device.at("device_code"))), "invalid_grant");
  std::string user_code = device.at("user_code");
  EXPECT_TRUE(Browser(world).open(std::string(kIssuer) + "/approve?id=" + user_code).is_error_page());
}

TEST_F(Ciba, ItEndsWhenTheClientSaid) {  // [CB-03]
  for (const char* seconds : {"10", "1"}) {
    EXPECT_EQ(body_of(ask({{"requested_expiry", seconds}})).at("expires_in"), std::stoi(seconds));
  }
  EXPECT_EQ(body_of(ask({{"requested_expiry", "86400"}})).at("expires_in"), 600) << "but never later than a device's";
  for (const char* wrong : {"0", "-5", "soon", "1.5"}) {
    EXPECT_EQ(error_of(ask({{"requested_expiry", wrong}})), "invalid_request") << wrong;
  }
  (void)world.letters();
  const std::string id = begin({{"requested_expiry", "10"}});
  const std::string to_alice = link();
  world.pass(Seconds(11));
  EXPECT_EQ(error_of(poll(id)), "expired_token");
  EXPECT_TRUE(Browser(world).open(to_alice).is_error_page());
}

TEST_F(Ciba, EveryFaultHasItsError) {  // [CB-02] [CB-04] [OIDC.CIBA §13]
  EXPECT_EQ(error_of(ask({{"login_hint", ""}})), "invalid_request");
  EXPECT_EQ(error_of(ask({{"id_token_hint", "x"}})), "invalid_request") << "two hints";
  EXPECT_EQ(error_of(ask({{"login_hint_token", "x"}})), "invalid_request");
  EXPECT_EQ(error_of(ask({{"login_hint", ""}, {"id_token_hint", "x"}})), "invalid_request");
  EXPECT_EQ(error_of(ask({{"login_hint", "nobody@example.test"}})), "unknown_user_id");
  EXPECT_EQ(error_of(ask({{"scope", "profile"}})), "invalid_scope");
  EXPECT_EQ(error_of(ask({{"binding_message", std::string(129, 'x')}})), "invalid_binding_message");
  EXPECT_EQ(error_of(ask({{"binding_message", "a\xE2\x80\xAE" "b"}})), "invalid_binding_message");
  EXPECT_EQ(error_of(ask({{"binding_message", "\xC3\x9C" "berweisung 1234"}})), "200");
  EXPECT_EQ(error_of(ask({{"request", "x"}})), "invalid_request") << "it is not registered for signed ones";
  EXPECT_EQ(error_of(ask(world.client(), {})), "unauthorized_client");
  EXPECT_EQ(error_of(world.post(kAsk, {{"client_id", bank.client_id}, {"scope", "openid"}})), "invalid_client");
  ASSERT_TRUE(world.stores.accounts.set_disabled(alice, true, world.now));
  EXPECT_EQ(error_of(ask()), "unknown_user_id");
}

TEST_F(Ciba, AnIdTokenIsAHintToo) {
  const std::string id = begin();
  Browser browser(world);
  ASSERT_TRUE(approve(browser, link()).shows("id=\"device-done\""));
  const std::string id_token = body_of(poll(id)).at("id_token");
  EXPECT_EQ(error_of(ask({{"login_hint", ""}, {"id_token_hint", id_token}})), "200");
}

TEST_F(Ciba, NobodyIsFloodedWithMail) {
  for (int i = 0; i < 10; ++i) ASSERT_EQ(ask().status, 200);
  const web::Response refused = ask();
  EXPECT_EQ(refused.status, 429);
  EXPECT_TRUE(web::only(refused.headers, "Retry-After"));
  EXPECT_EQ(world.letters().size(), 10U);
}

TEST_F(Ciba, RegistrationSaysHowTheClientLearns) {  // [CB-08] [OIDC.CIBA §4]
  const Json ping = {{"backchannel_token_delivery_mode", "ping"}, {"backchannel_client_notification_endpoint", "https://bank.example/ping"}};
  EXPECT_TRUE(world.enrol(metadata(ping)).client->wants_ping);
  EXPECT_FALSE(world.enrol(metadata()).client->wants_ping);
  for (const Json& change : {Json{{"backchannel_token_delivery_mode", "push"}}, Json{{"backchannel_token_delivery_mode", "ping"}},
                             Json{{"backchannel_client_notification_endpoint", "https://bank.example/ping"}},
                             Json{{"backchannel_token_delivery_mode", "ping"}, {"backchannel_client_notification_endpoint", "http://bank.example/"}},
                             Json{{"token_endpoint_auth_method", "none"}}, Json{{"backchannel_user_code_parameter", true}},
                             Json{{"backchannel_authentication_request_signing_alg", "PS256"}}}) {
    EXPECT_THROW(world.enrol(metadata(change)), std::runtime_error) << change;
  }
  Json code_only = metadata(ping);
  code_only["grant_types"] = {"authorization_code"};
  code_only.erase("response_types");
  code_only["redirect_uris"] = {kCallback};
  EXPECT_THROW(world.enrol(code_only), std::runtime_error);
}

TEST_F(Ciba, APingIsDueOnceThereIsADecision) {  // [CB-07]
  const Credentials pinged = world.client(
      metadata({{"backchannel_token_delivery_mode", "ping"}, {"backchannel_client_notification_endpoint", "https://bank.example/ping"}}));
  EXPECT_EQ(error_of(ask(pinged, {})), "invalid_request") << "no token to notify with";
  EXPECT_EQ(error_of(ask(pinged, {{"client_notification_token", "not a token"}})), "invalid_request");
  EXPECT_EQ(error_of(ask(pinged, {{"client_notification_token", std::string(1025, 'x')}})), "invalid_request");
  const std::string id = body_of(ask(pinged, {{"client_notification_token", "bearer-1234=="}})).at("auth_req_id");
  EXPECT_FALSE(world.stores.device_codes.next_notice());
  Browser browser(world);
  ASSERT_TRUE(approve(browser, link()).shows("id=\"device-done\""));
  EXPECT_EQ(world.stores.device_codes.next_notice(), world.now);
  const auto notices = world.stores.device_codes.take_notices(world.now, world.now + Seconds(30), 8);
  ASSERT_EQ(notices.size(), 1U);
  const auto told = world.provider->device_codes().notification(notices[0]);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->auth_req_id, id);
  EXPECT_EQ(told->token, "bearer-1234==");
  EXPECT_EQ(notices[0].notification.find(id), std::string::npos) << "sealed";
  EXPECT_EQ(poll(pinged, id).status, 200);
}

class FapiCiba : public Ciba {
 protected:
  Json fapi(const Json& changes = Json::object()) {
    Json all = metadata({{"security_profile", "fapi-ciba"}, {"jwks", {{"keys", Json::array({key->public_jwk()})}}}});
    all.update(changes);
    return all;
  }
  Json claims(const Json& changes = Json::object()) {
    const auto now = epoch_seconds(world.now);
    Json claims = {{"iss", client}, {"aud", kIssuer}, {"iat", now}, {"nbf", now}, {"exp", now + 300}, {"jti", "r-" + std::to_string(++tokens_)},
                   {"scope", "openid"}, {"login_hint", "alice@example.test"}, {"binding_message", "1234"}};
    claims.update(changes);
    return claims;
  }
  web::Response send(const std::string& path, web::Pairs form, const std::string& audience = kIssuer) {
    const auto now = epoch_seconds(world.now);
    form.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", jose::mint(*key, "JWT", {{"iss", client}, {"sub", client}, {"aud", audience}, {"iat", now},
                                                                   {"exp", now + 60}, {"jti", "a-" + std::to_string(++tokens_)}}));
    return world.post(path, form);
  }
  std::string asked(const Json& claims) { return error_of(send(kAsk, {{"request", jose::mint(*key, "JWT", claims)}})); }

  std::shared_ptr<const SigningKey> key = SigningKey::generate(Alg::PS256);
  std::string client = world.enrol(fapi()).client->client_id;

 private:
  int tokens_ = 0;
};

TEST_F(FapiCiba, TheRequestIsSignedAndSaysEverything) {  // [CB-02] [FAPI.CIBA §5.2.2]
  const auto now = epoch_seconds(world.now);
  EXPECT_EQ(asked(claims()), "200");
  for (const char* name : {"iss", "aud", "iat", "nbf", "exp", "jti"}) {
    Json without = claims();
    without.erase(name);
    EXPECT_EQ(asked(without), "invalid_request") << name;
  }
  for (const Json& change : {Json{{"exp", now - 100}}, Json{{"exp", now + 3601}}, Json{{"nbf", now - 3601}, {"exp", now - 1}},
                             Json{{"nbf", now + 600}}, Json{{"aud", "https://other.example"}}, Json{{"iss", bank.client_id}},
                             Json{{"login_hint", nullptr}, {"id_token_hint", nullptr}}, Json{{"login_hint_token", "x"}}}) {
    EXPECT_EQ(asked(claims(change)), "invalid_request") << change;
  }
  EXPECT_EQ(asked(claims({{"requested_expiry", 10}})), "200") << "a number";
  EXPECT_EQ(asked(claims({{"requested_expiry", "10"}})), "200") << "and text [CB-03]";
  const auto other = SigningKey::generate(Alg::PS256);
  EXPECT_EQ(error_of(send(kAsk, {{"request", jose::mint(*other, "JWT", claims())}})), "invalid_request");
  const auto rsa = SigningKey::generate(Alg::RS256);
  EXPECT_EQ(error_of(send(kAsk, {{"request", jose::mint(*rsa, "JWT", claims())}})), "invalid_request");
  EXPECT_EQ(error_of(send(kAsk, {{"scope", "openid"}, {"login_hint", "alice@example.test"}})), "invalid_request") << "unsigned";
  EXPECT_EQ(error_of(send(kAsk, {{"request", jose::mint(*key, "JWT", claims())}, {"scope", "openid"}})), "invalid_request") << "something beside it";
}

TEST_F(FapiCiba, AssertionsMayNameTheEndpoint) {  // [CB-05] [OIDC.CIBA §7.1] against [F2-PAR-08]
  for (const std::string& audience : {std::string(kIssuer), std::string(kIssuer) + kAsk, std::string(kIssuer) + "/oauth2/token"}) {
    EXPECT_EQ(error_of(send(kAsk, {{"request", jose::mint(*key, "JWT", claims())}}, audience)), "200") << audience;
  }
}

TEST_F(FapiCiba, TokensAreBound) {  // [CB-06] [CF-04]
  const std::string id = body_of(send(kAsk, {{"request", jose::mint(*key, "JWT", claims())}})).at("auth_req_id");
  Browser browser(world);
  ASSERT_TRUE(approve(browser, link()).shows("id=\"device-done\""));
  const web::Pairs form = {{"grant_type", kCiba}, {"auth_req_id", id}};
  EXPECT_EQ(error_of(send("/oauth2/token", form)), "invalid_dpop_proof") << "by its profile the client has to show a key";
}

TEST_F(FapiCiba, CannotBeWeakened) {  // [CF-04] [CB-08]
  for (const Json& change : {Json{{"token_endpoint_auth_method", "client_secret_basic"}}, Json{{"dpop_bound_access_tokens", false}},
                             Json{{"backchannel_authentication_request_signing_alg", "RS256"}}, Json{{"id_token_signed_response_alg", "RS256"}},
                             Json{{"grant_types", {"client_credentials"}}, {"backchannel_token_delivery_mode", nullptr}}}) {
    EXPECT_THROW(world.enrol(fapi(change)), std::runtime_error) << change;
  }
}

}  // namespace
}  // namespace signet::testing
