// A television signs somebody in: it shows a code, and they type it into their telephone. [RFC8628]
#include <gtest/gtest.h>

#include <regex>

#include "base/text.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr const char* kDeviceGrant = "urn:ietf:params:oauth:grant-type:device_code";

class DeviceFlow : public ::testing::Test {
 protected:
  // No redirect URI, no secret: it has nowhere to be called back to, and nothing to keep one in.
  Json tv_metadata = {{"client_name", "Example TV"},
                      {"redirect_uris", Json::array()},
                      {"grant_types", {kDeviceGrant, "refresh_token"}},
                      {"token_endpoint_auth_method", "none"},
                      {"application_type", "native"}};

  World world;
  std::string alice = world.account();
  Credentials tv = world.client(tv_metadata);

  struct Codes {
    std::string device_code;
    std::string user_code;
    std::string verification_uri_complete;
  };
  web::Response ask(const Credentials& client, const std::string& scope = "openid profile") {
    return world.post("/oauth2/device_authorization", {{"client_id", client.client_id}, {"scope", scope}});
  }
  Codes begin(const Credentials& client, const std::string& scope = "openid profile") {
    const Json body = body_of(ask(client, scope));
    return {body.at("device_code"), body.at("user_code"), body.at("verification_uri_complete")};
  }
  Codes begin() { return begin(tv); }

  web::Response poll(const Credentials& client, const std::string& device_code) {
    return world.post("/oauth2/token", {{"grant_type", kDeviceGrant}, {"device_code", device_code}, {"client_id", client.client_id}});
  }
  // After the interval, so that it is never too soon.
  web::Response poll_in_time(const std::string& device_code) {
    world.pass(Seconds(5));
    return poll(tv, device_code);
  }

  static Stop type(Browser& browser, const std::string& user_code) {
    return browser.submit(browser.open(std::string(kIssuer) + "/device"), {{"user_code", user_code}}, "device-submit");
  }
  static Stop say_it_is_mine(Browser& browser, const Stop& confirmation) { return browser.submit(confirmation, {}, "device-submit"); }
  static bool is_code_form(const Stop& stop) { return stop.shows("id=\"user_code\""); }
  static bool is_confirmation(const Stop& stop) { return stop.shows("id=\"device-deny\""); }
  static bool is_done(const Stop& stop) { return stop.shows("id=\"device-done\""); }

  // The whole way with a browser, to the page that says so.
  Stop approve(Browser& browser, const std::string& user_code) {
    Stop stop = say_it_is_mine(browser, type(browser, user_code));
    if (stop.is_login()) stop = browser.sign_in(stop);
    if (stop.is_consent()) stop = browser.allow(stop);
    return stop;
  }
};

std::string error_of(const web::Response& response) { return body_of(response).value("error", "none"); }

TEST_F(DeviceFlow, ADeviceGetsACodeForItselfAndOneForItsPerson) {  // [RFC8628 §3.2]
  const web::Response response = ask(tv);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
  const Json body = body_of(response);
  EXPECT_EQ(body.at("device_code").get<std::string>().size(), 43U);
  const std::string user_code = body.at("user_code");
  ASSERT_EQ(user_code.size(), 9U);
  EXPECT_EQ(user_code[4], '-');
  EXPECT_EQ(body.at("verification_uri"), std::string(kIssuer) + "/device");
  EXPECT_EQ(body.at("verification_uri_complete"), std::string(kIssuer) + "/device?user_code=" + user_code);
  EXPECT_EQ(body.at("expires_in"), 600);
  EXPECT_EQ(body.at("interval"), 5);
}

TEST_F(DeviceFlow, APersonTypesTheCodeAndTheDeviceIsSignedIn) {  // [RFC8628 §3.3] [RFC8628 §3.5]
  const Codes codes = begin();
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "authorization_pending");

  Browser browser(world);
  const Stop form = browser.open(std::string(kIssuer) + "/device");
  ASSERT_TRUE(is_code_form(form)) << form.body;
  const Stop confirmation = browser.submit(form, {{"user_code", codes.user_code}}, "device-submit");
  ASSERT_TRUE(is_confirmation(confirmation)) << confirmation.body;
  const Stop login = say_it_is_mine(browser, confirmation);
  ASSERT_TRUE(login.is_login()) << login.body;
  const Stop consent = browser.sign_in(login);
  ASSERT_TRUE(consent.is_consent()) << consent.body;
  EXPECT_EQ(error_of(poll_in_time(codes.device_code)), "authorization_pending");
  const Stop done = browser.allow(consent);
  ASSERT_TRUE(is_done(done)) << done.body;
  EXPECT_TRUE(done.shows("Example TV"));

  const web::Response response = poll_in_time(codes.device_code);
  ASSERT_EQ(response.status, 200) << response.body;
  EXPECT_EQ(response.trail.grant, kDeviceGrant);
  const Json tokens = body_of(response);
  EXPECT_EQ(tokens.at("token_type"), "Bearer");
  EXPECT_EQ(tokens.at("scope"), "openid profile");
  const Json id_token = claims_of(tokens.at("id_token"));
  EXPECT_EQ(id_token.at("sub"), alice);
  EXPECT_EQ(id_token.at("aud"), tv.client_id);
  EXPECT_EQ(id_token.at("amr"), Json({"pwd"}));
  EXPECT_FALSE(id_token.contains("nonce"));
  EXPECT_TRUE(claims_of(tokens.at("access_token")).contains("auth_time"));  // [RFC9068 §2.2.1]
  EXPECT_EQ(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status, 200);
  EXPECT_EQ(refresh(world, tv, tokens.at("refresh_token")).status, 200);
}

TEST_F(DeviceFlow, TheDeviceStaysSignedInWhenTheBrowserSignsOut) {
  const Codes codes = begin();
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, codes.user_code)));
  const Json tokens = body_of(poll_in_time(codes.device_code));
  EXPECT_FALSE(claims_of(tokens.at("id_token")).contains("sid")) << "it belongs to no session";
  world.pass(world.settings.sessions.absolute + Seconds(1));
  EXPECT_EQ(refresh(world, tv, tokens.at("refresh_token")).status, 200);
}

TEST_F(DeviceFlow, TheLinkFillsInTheCodeAndSendsNothing) {  // [RFC8628 §3.3.1] [RFC8628 §5.4]
  const Codes codes = begin();
  Browser browser(world);
  const Stop form = browser.open(codes.verification_uri_complete);
  ASSERT_TRUE(is_code_form(form));
  EXPECT_EQ(form.input("user_code"), codes.user_code);
  EXPECT_FALSE(form.shows("<script"));
  EXPECT_TRUE(is_confirmation(browser.submit(form, {{"user_code", form.input("user_code")}}, "device-submit")));
  EXPECT_EQ(browser.open(std::string(kIssuer) + "/device?user_code=call-0900-123456").input("user_code"), "") << "no words of strangers";
}

TEST_F(DeviceFlow, ACodeIsTakenAsPeopleTypeIt) {  // [RFC8628 §6.1]
  const std::string code = begin().user_code;
  for (const std::string& typed : {ascii_lower(code), code.substr(0, 4) + code.substr(5), code.substr(0, 4) + " " + code.substr(5) + " "}) {
    Browser browser(world);
    const Stop stop = type(browser, typed);
    EXPECT_TRUE(is_confirmation(stop)) << typed << stop.body;
    EXPECT_TRUE(stop.shows(code)) << "shown as the device shows it";
  }
}

TEST_F(DeviceFlow, NobodySignsInADeviceUnawares) {  // [RFC8628 §5.4]
  tv_metadata["first_party"] = true;
  tv_metadata["client_name"] = "Our Own TV";
  const Credentials ours = world.client(tv_metadata);
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, begin(ours).user_code)));
  // Signed in, and a client that needs no consent: still nothing happens without a yes.
  const Codes sent_by_somebody = begin(ours);
  const Stop confirmation = browser.submit(browser.open(sent_by_somebody.verification_uri_complete),
                                           {{"user_code", sent_by_somebody.user_code}}, "device-submit");
  ASSERT_TRUE(is_confirmation(confirmation)) << confirmation.body;
  EXPECT_TRUE(confirmation.shows("Our Own TV"));
  EXPECT_TRUE(confirmation.shows(sent_by_somebody.user_code));
  EXPECT_TRUE(confirmation.shows("Do not go on if somebody sent you this code"));
  EXPECT_EQ(error_of(poll(ours, sent_by_somebody.device_code)), "authorization_pending");
  EXPECT_TRUE(is_done(say_it_is_mine(browser, confirmation)));
  world.pass(Seconds(5));
  EXPECT_EQ(poll(ours, sent_by_somebody.device_code).status, 200);
}

TEST_F(DeviceFlow, ConsentIsAskedForEachDevice) {  // [RFC8628 §5.4] [R-CO-2]
  tv_metadata["token_endpoint_auth_method"] = "client_secret_post";
  const Credentials confidential = world.client(tv_metadata);
  const auto start = [&] {
    return body_of(world.post("/oauth2/device_authorization", {{"client_id", confidential.client_id},
                                                               {"client_secret", confidential.client_secret},
                                                               {"scope", "openid"}}));
  };
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, start().at("user_code"))));
  EXPECT_TRUE(say_it_is_mine(browser, type(browser, start().at("user_code"))).is_consent());
}

TEST_F(DeviceFlow, SayingNoAnywhereTellsTheDevice) {  // [RFC8628 §3.5]
  const auto declined = [&](auto act) {
    const Codes codes = begin();
    Browser browser(world);
    const Stop end = act(browser, type(browser, codes.user_code));
    EXPECT_TRUE(is_done(end)) << end.body;
    EXPECT_FALSE(end.is_foreign);
    const web::Response response = poll(tv, codes.device_code);
    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(error_of(response), "access_denied");
    EXPECT_FALSE(is_confirmation(type(browser, codes.user_code))) << "it is decided";
  };
  declined([](Browser& b, const Stop& confirmation) { return b.submit(confirmation, {}, "device-deny"); });
  declined([](Browser& b, const Stop& confirmation) { return b.submit(say_it_is_mine(b, confirmation), {}, "login-cancel"); });
  declined([](Browser& b, const Stop& confirmation) { return b.deny(b.sign_in(say_it_is_mine(b, confirmation))); });
}

TEST_F(DeviceFlow, WhoAsksTooOftenHasToSlowDown) {  // [RFC8628 §3.5]
  const Codes codes = begin();
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "authorization_pending");
  world.pass(Seconds(2));
  const web::Response hasty = poll(tv, codes.device_code);
  EXPECT_EQ(hasty.status, 400);
  EXPECT_EQ(error_of(hasty), "slow_down");
  world.pass(Seconds(5));
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "slow_down") << "five seconds are not enough any more";
  world.pass(Seconds(15));
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "authorization_pending");
}

TEST_F(DeviceFlow, AnswersThatHurryALittleAreNotTooSoon) {
  const Codes codes = begin();
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "authorization_pending");
  world.now += Milliseconds(4200);  // the first request was slow, the second fast
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "authorization_pending");
}

TEST_F(DeviceFlow, ACodeEndsAtTheVeryInstantOfItsExpiry) {  // [RFC8628 §3.5]
  const Codes codes = begin();
  Browser browser(world);
  const Stop late = browser.sign_in(say_it_is_mine(browser, type(browser, codes.user_code)));
  ASSERT_TRUE(late.is_consent());
  world.pass(Seconds(600));
  const Stop done = browser.allow(late);
  EXPECT_TRUE(is_done(done) && done.shows("not")) << "nobody is told that it worked: " << done.body;
  const web::Response response = poll(tv, codes.device_code);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(error_of(response), "expired_token");
}

TEST_F(DeviceFlow, NobodySignsInForADeviceThatWaitsNoMore) {
  const Codes codes = begin();
  Browser browser(world);
  const Stop confirmation = type(browser, codes.user_code);
  world.pass(Seconds(600));
  const Stop answer = say_it_is_mine(browser, confirmation);
  EXPECT_TRUE(is_code_form(answer));
  EXPECT_EQ(answer.status, 400);
}

TEST_F(DeviceFlow, AnApprovalThatNobodyFetchedExpires) {
  const Codes codes = begin();
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, codes.user_code)));
  world.pass(Seconds(600));
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "expired_token");
}

TEST_F(DeviceFlow, ACodeIsWorthNothingToAnotherClient) {  // [RFC8628 §3.4]
  const Credentials other = world.client(tv_metadata);
  const Codes codes = begin();
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, codes.user_code)));
  EXPECT_EQ(poll(other, codes.device_code).trail.reason, "device_code_invalid");
  EXPECT_EQ(error_of(poll(other, codes.device_code)), "invalid_grant");
  EXPECT_EQ(error_of(poll(tv, "no-such-code")), "invalid_grant");
  EXPECT_EQ(error_of(world.post("/oauth2/token", {{"grant_type", kDeviceGrant}, {"client_id", tv.client_id}})), "invalid_request");
  EXPECT_EQ(poll_in_time(codes.device_code).status, 200) << "and is not spent by it";
}

TEST_F(DeviceFlow, ACodeThatComesAgainEndsWhatItProduced) {  // [R-CD-3] [R-CD-4]
  const Codes codes = begin();
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, codes.user_code)));
  const Json tokens = body_of(poll_in_time(codes.device_code));
  const web::Response again = poll_in_time(codes.device_code);
  EXPECT_EQ(error_of(again), "invalid_grant");
  EXPECT_EQ(again.trail.reason, "device_code_replayed");
  EXPECT_EQ(refresh(world, tv, tokens.at("refresh_token")).status, 400);
  EXPECT_EQ(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status, 401);
}

TEST_F(DeviceFlow, APersonWhoWasDisabledMeanwhileGetsNothing) {  // [R-CD-6]
  const Codes codes = begin();
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, codes.user_code)));
  ASSERT_TRUE(world.database.accounts().set_disabled(alice, true, world.now));
  const web::Response response = poll_in_time(codes.device_code);
  EXPECT_EQ(error_of(response), "invalid_grant");
  EXPECT_EQ(response.trail.reason, "person_gone");
}

TEST_F(DeviceFlow, OfTwoPeopleWhoTypeOneCodeTheFirstDecides) {
  const Codes codes = begin();
  world.account("bob@example.test");
  Browser first(world);
  Browser second(world);
  const Stop late = second.sign_in(say_it_is_mine(second, type(second, codes.user_code)), "bob@example.test");
  ASSERT_TRUE(late.is_consent());
  ASSERT_TRUE(is_done(approve(first, codes.user_code)));
  EXPECT_TRUE(is_done(second.allow(late)));
  EXPECT_EQ(claims_of(body_of(poll_in_time(codes.device_code)).at("id_token")).at("sub"), alice);
}

TEST_F(DeviceFlow, UnknownExpiredUsedAndImpossibleCodesLookTheSame) {
  const Codes expired = begin();
  world.pass(Seconds(600));
  const Codes used = begin();
  Browser one(world);
  ASSERT_TRUE(is_done(approve(one, used.user_code)));
  const Codes of_disabled = begin(tv);
  std::vector<std::string> answers;
  for (const std::string& code : {expired.user_code, used.user_code, std::string("BCDF-GHJK"), std::string("AEIO-0000")}) {
    Browser browser(world);
    const Stop answer = type(browser, code);
    EXPECT_EQ(answer.status, 400) << code;
    EXPECT_TRUE(is_code_form(answer));
    EXPECT_EQ(answer.input("user_code"), code) << "to be corrected";
    const std::size_t begins = answer.body.find("id=\"device-failure\"");
    answers.push_back(answer.body.substr(begins, answer.body.find("<form") - begins));
    answers.back() = std::regex_replace(answers.back(), std::regex("request-[0-9]+"), "reference");
  }
  for (const std::string& answer : answers) EXPECT_EQ(answer, answers.front());

  const std::string metadata = world.database.clients().load().clients.front().metadata;
  ASSERT_TRUE(world.database.clients().update(tv.client_id, metadata, true, world.now));
  world.refresh();
  Browser browser(world);
  EXPECT_EQ(type(browser, of_disabled.user_code).status, 400) << "nor does a client that was disabled meanwhile";
}

TEST_F(DeviceFlow, GuessingIsSlowAndHurtsNobodyElse) {  // [RFC8628 §5.1] [R-DOS-5]
  const Codes codes = begin();
  Browser browser(world);
  const auto guess = [&](const std::string& code) { return type(browser, code); };
  for (int i = 0; i < 30; ++i) {
    ASSERT_TRUE(is_confirmation(guess(codes.user_code))) << "right codes do not count";
  }
  for (int i = 0; i < 10; ++i) {
    ASSERT_EQ(guess("BCDF-GHJK").status, 400) << i;
  }
  const Stop stopped = guess(codes.user_code);
  EXPECT_EQ(stopped.status, 429) << "even the right one has to wait";
  EXPECT_EQ(web::only(stopped.headers, "Retry-After"), "90");
  EXPECT_TRUE(is_code_form(stopped));

  web::Request elsewhere;
  elsewhere.path = "/device";
  elsewhere.remote_address = "198.51.100.7";
  EXPECT_EQ(world.send(elsewhere).status, 200);
  world.pass(Seconds(90));
  EXPECT_TRUE(is_confirmation(guess(codes.user_code)));
}

TEST_F(DeviceFlow, NoOtherSiteCanFillInTheForms) {  // [R-LG-1]
  const Codes codes = begin();
  Browser browser(world);
  const Stop form = browser.open(std::string(kIssuer) + "/device");
  const web::Pairs fields = {{"user_code", codes.user_code}, {"device-submit", "1"}, {"csrf", form.input("csrf")}};
  EXPECT_EQ(world.post("/device", fields).trail.reason, "csrf_mismatch") << "without the cookie";
  EXPECT_EQ(world.post("/device", {{"user_code", codes.user_code}}).trail.reason, "csrf_mismatch");

  Browser another(world);
  Stop stolen = another.open(std::string(kIssuer) + "/device");
  stolen.body = form.body;
  EXPECT_TRUE(another.submit(stolen, {{"user_code", codes.user_code}}, "device-submit").is_error_page());
  EXPECT_TRUE(browser.submit(form, {{"user_code", codes.user_code}}, "device-submit", {{"Sec-Fetch-Site", "cross-site"}}).is_error_page());

  Stop confirmation = browser.submit(form, {{"user_code", codes.user_code}}, "device-submit", {{"Sec-Fetch-Site", "same-origin"}});
  ASSERT_TRUE(is_confirmation(confirmation));
  EXPECT_TRUE(browser.submit(confirmation, {}, "device-submit", {{"Origin", "https://evil.example"}}).is_error_page());
  EXPECT_TRUE(another.submit(confirmation, {}, "device-submit").is_error_page()) << "it is bound to the browser";
  EXPECT_EQ(error_of(poll(tv, codes.device_code)), "authorization_pending");
}

TEST_F(DeviceFlow, OnlyRegisteredClientsMayAsk) {  // [RFC8628 §3.1]
  const Credentials web_app = world.client({{"token_endpoint_auth_method", "none"}});
  EXPECT_EQ(error_of(ask(web_app)), "unauthorized_client");
  EXPECT_EQ(error_of(poll(web_app, "code")), "unauthorized_client");
  const web::Response stranger = ask({"no-such-client", ""});
  EXPECT_EQ(stranger.status, 401);
  EXPECT_EQ(error_of(stranger), "invalid_client");
  tv_metadata["token_endpoint_auth_method"] = "client_secret_basic";
  const Credentials confidential = world.client(tv_metadata);
  EXPECT_EQ(error_of(ask(confidential)), "invalid_client");
  EXPECT_EQ(world.post_as(confidential, "/oauth2/device_authorization", {}).status, 200);
}

TEST_F(DeviceFlow, ScopeIsJudgedWhenTheDeviceAsks) {
  EXPECT_EQ(error_of(ask(tv, "openid \"")), "invalid_scope");
  const Codes codes = begin(tv, "openid something:else");
  Browser browser(world);
  ASSERT_TRUE(is_done(approve(browser, codes.user_code)));
  EXPECT_EQ(body_of(poll_in_time(codes.device_code)).at("scope"), "openid") << "[R-AZ-17] what is not registered is dropped";
}

TEST_F(DeviceFlow, AskingIsLimitedPerSource) {  // [R-DOS-5] [R-DOS-6]
  for (int i = 0; i < 60; ++i) {
    ASSERT_EQ(ask(tv).status, 200) << i;
  }
  const web::Response refused = ask(tv);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.trail.reason, "rate_limited");
  EXPECT_EQ(web::only(refused.headers, "Retry-After"), "1");
}

TEST_F(DeviceFlow, AskingIsLimitedPerClientToo) {  // [R-DOS-5]
  const auto ask_from = [&](int source) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/oauth2/device_authorization";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.body = "client_id=" + tv.client_id;
    request.remote_address = "198.51.100." + std::to_string(source);
    return world.send(request).status;
  };
  for (int i = 0; i < 600; ++i) {
    ASSERT_EQ(ask_from(i % 100), 200) << i;
  }
  EXPECT_EQ(ask_from(200), 429);
}

TEST_F(DeviceFlow, OrdinaryTransactionsDoNotPassHere) {
  const Credentials app = world.client();
  Browser browser(world);
  const Stop login = browser.open(authorize_url(app.client_id));
  const Stop stop = browser.open(std::string(kIssuer) + "/device?t=" + login.input("t"));
  EXPECT_TRUE(stop.is_login()) << "it goes on where it was";
  EXPECT_TRUE(browser.open(std::string(kIssuer) + "/device?t=nonsense").is_error_page());
}

TEST_F(DeviceFlow, WhoIsTooLateCanStartAgain) {
  Browser browser(world);
  const Stop confirmation = type(browser, begin().user_code);
  world.pass(Seconds(24 * 3600));
  for (const Stop& stop : {say_it_is_mine(browser, confirmation), browser.open(confirmation.url),
                           browser.submit(confirmation, {}, "device-submit", {{"Origin", "https://evil.example"}})}) {
    EXPECT_TRUE(stop.is_error_page() && stop.shows("id=\"error-restart\" href=\"/device\"")) << stop.body;
  }
}

TEST_F(DeviceFlow, AClientWithoutTheGrantAnyMoreIsNotSignedIn) {
  const Codes codes = begin();
  Browser browser(world);
  const Stop confirmation = type(browser, codes.user_code);
  ASSERT_TRUE(is_confirmation(confirmation));
  clients::Registry registry(world.stores.clients, world.random, {});
  registry.reload();
  tv_metadata["grant_types"] = {"authorization_code"};
  tv_metadata["redirect_uris"] = {"https://tv.example.test/callback"};
  ASSERT_TRUE(registry.update(tv.client_id, tv_metadata, world.now));
  world.refresh();
  EXPECT_TRUE(say_it_is_mine(browser, confirmation).is_error_page());
}

}  // namespace
}  // namespace signet::testing
