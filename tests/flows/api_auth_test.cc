// /api/auth: people of the operator's own apps, by JSON, with the refresh token where no script can read it.
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr const char* kAppOrigin = "https://app.example.test";
constexpr const char* kCookie = "__Secure-signet_refresh";

config::Settings with_signup() {
  config::Settings settings = World::default_settings();
  settings.signup.mode = config::SignupMode::open;
  settings.signup.reveal_existing = true;
  settings.api.default_client_id = "own";
  return settings;
}

class ApiAuth : public ::testing::Test {
 protected:
  explicit ApiAuth(config::Settings settings = with_signup()) : world(std::move(settings)) {
    own = world.enrol(own_metadata, "own").client->client_id;
    alice = world.account();
  }
  const Json own_metadata = {{"client_name", "Own"},
                             {"redirect_uris", {kCallback}},
                             {"token_endpoint_auth_method", "none"},
                             {"scope", "openid profile email orders"},
                             {"first_party", true},
                             {"web_origins", {kAppOrigin}}};
  World world;
  std::string own;
  std::string alice;

  web::Response call(const std::string& verb, const std::optional<Json>& body, web::Headers headers = {}) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/api/auth/" + verb;
    request.headers = std::move(headers);
    if (body) {
      request.body = body->dump();
      request.headers.push_back({"Content-Type", "application/json"});
    }
    return world.send(request);
  }
  web::Response log_in(web::Headers headers = {}, const std::string& password = kPassword) {
    return call("login", Json{{"email", "alice@example.test"}, {"password", password}}, std::move(headers));
  }
  web::Response profile(const std::string& token) { return world.get("/api/auth/profile", {{"Authorization", "Bearer " + token}}); }
  static std::string token_of(const web::Response& response) { return body_of(response).at("access_token"); }
  // As the browser would send it; empty once it is cleared.
  static std::string cookie_of(const web::Response& response) {
    for (const web::Header& header : response.headers) {
      if (header.name == "Set-Cookie" && header.value.starts_with(kCookie)) {
        return header.value.substr(0, header.value.find(';'));
      }
    }
    return "";
  }
  web::Response refresh(const std::string& cookie, web::Headers headers = {}) {
    headers.push_back({"Cookie", cookie});
    return call("refresh", std::nullopt, std::move(headers));
  }
  static void expect_error(const web::Response& response, int status, const std::string& code, const char* reason) {
    EXPECT_EQ(response.status, status) << response.body;
    const Json body = body_of(response);
    EXPECT_EQ(body.value("error", ""), code);
    EXPECT_FALSE(body.value("error_description", "").empty());
    EXPECT_FALSE(body.value("request_id", "").empty());
    EXPECT_EQ(response.trail.reason, reason);
    EXPECT_EQ(web::only(response.headers, "Cache-Control"), "no-store");
    EXPECT_EQ(web::count(response.headers, "WWW-Authenticate"), status == 401 ? 1U : 0U);
  }
};

class ApiAuthInPrivate : public ApiAuth {
 protected:
  static config::Settings settings() {
    config::Settings settings = with_signup();
    settings.signup.reveal_existing = false;
    return settings;
  }
  ApiAuthInPrivate() : ApiAuth(settings()) {}
};

TEST_F(ApiAuthInPrivate, RegistrationAnswersTheSameWhoeverIsKnownAndAMailTellsTheRest) {  // [R-PW-6]
  const auto enrol = [&](const std::string& email) { return call("register", Json{{"email", email}, {"password", "a perfectly fine one"}}); };
  const auto known = enrol("alice@example.test");
  const auto unknown = enrol("carol@example.test");
  EXPECT_EQ(known.status, 202);
  EXPECT_EQ(unknown.status, 202);
  EXPECT_EQ(body_of(known), (Json{{"email", "alice@example.test"}}));
  EXPECT_EQ(body_of(unknown), (Json{{"email", "carol@example.test"}}));
  EXPECT_FALSE(world.stores.accounts.find_by_email("carol@example.test"));
  const auto letters = world.letters();
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_EQ(letters[0].kind, accounts::Mail::Kind::known);
  EXPECT_EQ(letters[1].kind, accounts::Mail::Kind::signup);
  Browser browser(world);
  EXPECT_EQ(browser.submit(browser.open(letters[1].link), {{"new-password", "a perfectly fine one"}}, "password-submit").status, 200);
  EXPECT_EQ(call("login", Json{{"email", "carol@example.test"}, {"password", "a perfectly fine one"}}).status, 200);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(enrol("alice@example.test").status, 202);
  expect_error(enrol("alice@example.test"), 429, "access_denied", "mail_too_often");
}

TEST_F(ApiAuth, SigningInGivesAnAccessTokenAndHidesTheRefreshToken) {
  const web::Response response = log_in();
  ASSERT_EQ(response.status, 200) << response.body;
  const Json body = body_of(response);
  EXPECT_EQ(response.trail.grant, "api_login");
  EXPECT_EQ(response.trail.subject, alice);
  EXPECT_EQ(body.at("token_type"), "Bearer");
  EXPECT_EQ(body.at("expires_in"), 900);
  EXPECT_FALSE(body.contains("refresh_token"));
  EXPECT_FALSE(body.contains("id_token"));
  const Json claims = claims_of(token_of(response));
  EXPECT_EQ(claims.at("sub"), alice);
  EXPECT_EQ(claims.at("iss"), kIssuer);
  EXPECT_EQ(claims.at("aud"), kIssuer);
  EXPECT_EQ(claims.at("client_id"), "own");
  EXPECT_EQ(claims.at("scope"), "openid profile email orders");
  EXPECT_EQ(claims.at("exp").get<int>() - claims.at("iat").get<int>(), 900);
  EXPECT_FALSE(claims.at("jti").get<std::string>().empty());
  std::string set_cookie;
  for (const web::Header& header : response.headers) {
    if (header.value.starts_with(kCookie)) set_cookie = header.value;
  }
  EXPECT_EQ(set_cookie.substr(set_cookie.find(';')), "; Path=/api/auth; HttpOnly; SameSite=Strict; Secure; Max-Age=1209600");
}

TEST_F(ApiAuth, TheTokenTellsWhoAndWhatRoles) {
  ASSERT_TRUE(world.stores.accounts.set_roles(alice, {}, *protocol::RoleSet::parse("clerk"), world.now));
  const web::Response response = log_in();
  EXPECT_EQ(claims_of(token_of(response)).at("roles"), Json({"clerk"}));
  const web::Response who = profile(token_of(response));
  ASSERT_EQ(who.status, 200) << who.body;
  EXPECT_EQ(body_of(who).at("sub"), alice);
  EXPECT_EQ(body_of(who).at("email"), "alice@example.test");
  EXPECT_EQ(body_of(who).at("roles"), Json({"clerk"}));
  EXPECT_FALSE(body_of(who).contains("address")) << "not of the client's scope";
}

TEST_F(ApiAuth, RefreshingRotatesTheCookie) {  // [R-RT-3] [R-RT-5]
  const std::string first = cookie_of(log_in());
  const web::Response second = refresh(first);
  ASSERT_EQ(second.status, 200) << second.body;
  EXPECT_EQ(second.trail.outcome, "rotated");
  EXPECT_NE(cookie_of(second), first);
  // A retry gets the same answer while the successor is unused.
  const web::Response again = refresh(first);
  ASSERT_EQ(again.status, 200);
  EXPECT_EQ(again.trail.outcome, "replayed");
  EXPECT_EQ(cookie_of(again), cookie_of(second));
  EXPECT_EQ(refresh(cookie_of(second)).status, 200);
}

TEST_F(ApiAuth, ReuseEndsTheFamilyAndItsAccessTokens) {  // [R-RT-4]
  const std::string first = cookie_of(log_in());
  const web::Response second = refresh(first);
  ASSERT_EQ(refresh(cookie_of(second)).status, 200);
  const web::Response reused = refresh(first);
  expect_error(reused, 401, "invalid_grant", "refresh_token_reused");
  EXPECT_EQ(cookie_of(reused), std::string(kCookie) + "=") << "and the cookie is gone";
  expect_error(refresh(cookie_of(second)), 401, "invalid_grant", "refresh_token_ended");
  EXPECT_EQ(profile(token_of(second)).status, 401);
}

TEST_F(ApiAuth, SigningOutEndsTheFamilyAndClearsTheCookie) {
  const web::Response in = log_in();
  const web::Response out = call("logout", std::nullopt, {{"Cookie", cookie_of(in)}});
  EXPECT_EQ(out.status, 204);
  EXPECT_EQ(out.body, "");
  EXPECT_EQ(cookie_of(out), std::string(kCookie) + "=");
  EXPECT_EQ(profile(token_of(in)).status, 401) << "at once";
  expect_error(refresh(cookie_of(in)), 401, "invalid_grant", "refresh_token_ended");
  EXPECT_EQ(call("logout", std::nullopt).status, 204) << "whoever is out is out";
  EXPECT_EQ(call("logout", std::nullopt, {{"Cookie", std::string(kCookie) + "=rubbish"}}).status, 204);
}

TEST_F(ApiAuth, NothingOutlivesANewPasswordOrADisabledAccount) {  // [R-RT-9]
  const web::Response in = log_in();
  accounts::People people(world.stores.accounts, world.random);
  ASSERT_TRUE(people.set_password(alice, Secret("another horse battery staple"), world.now));
  expect_error(refresh(cookie_of(in)), 401, "invalid_grant", "refresh_token_ended");
  const web::Response anew = log_in({}, "another horse battery staple");
  ASSERT_EQ(anew.status, 200);
  ASSERT_TRUE(people.set_disabled(alice, true, world.now));
  EXPECT_EQ(refresh(cookie_of(anew)).status, 401);
  expect_error(log_in({}, "another horse battery staple"), 401, "invalid_grant", "api_credentials_wrong");
}

// The cookie's token opens nothing else, and no other opens this.
TEST_F(ApiAuth, ItsRefreshTokensAreOfAKindOfTheirOwn) {
  const std::string cookie = cookie_of(log_in());
  const std::string inside = cookie.substr(cookie.find('=') + 1);
  const Credentials with_refresh{"own", ""};
  EXPECT_EQ(body_of(testing::refresh(world, with_refresh, inside)).at("error"), "unauthorized_client");
  const Credentials app = world.client({{"first_party", true}});
  EXPECT_EQ(body_of(testing::refresh(world, app, inside)).at("error"), "invalid_grant");
  const Json tokens = body_of(redeem(world, app, code_for(world, app)));
  expect_error(refresh(std::string(kCookie) + "=" + tokens.at("refresh_token").get<std::string>()), 401, "invalid_grant", "refresh_token_invalid");
  EXPECT_EQ(refresh(cookie).status, 200) << "nothing of that did it harm";
}

TEST_F(ApiAuth, AnotherOwnAppCannotUseTheCookie) {
  (void)world.enrol(own_metadata, "other");
  const std::string cookie = cookie_of(log_in());
  web::Headers headers{{"Cookie", cookie}};
  expect_error(call("refresh", Json{{"client_id", "other"}}, headers), 401, "invalid_grant", "refresh_token_ended");
  EXPECT_EQ(call("refresh", Json{{"client_id", "own"}}, headers).status, 200);
}

// Which client a request is for, and whether it may come from there.
TEST_F(ApiAuth, TheOriginNamesTheClientAndGuardsIt) {  // [R-LG-1]
  const auto with_origin = [&](const char* origin) { return log_in({{"Origin", origin}}); };
  const web::Response app = with_origin(kAppOrigin);
  EXPECT_EQ(app.status, 200);
  EXPECT_EQ(app.trail.client_id, "own");
  EXPECT_EQ(web::only(app.headers, "Access-Control-Allow-Origin"), kAppOrigin);
  EXPECT_EQ(web::only(app.headers, "Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(with_origin(kIssuer).status, 200) << "a page of our own origin, for the default client";
  expect_error(with_origin("null"), 403, "access_denied", "api_cross_site");
  for (const char* origin : {"https://evil.example.test", "https://app.example.test:8443", "http://app.example.test", ""}) {
    const web::Response foreign = with_origin(origin);
    expect_error(foreign, 400, "invalid_client", "api_client_unknown");
    EXPECT_EQ(web::count(foreign.headers, "Access-Control-Allow-Origin"), 0U) << origin;
    expect_error(call("login", Json{{"email", "alice@example.test"}, {"password", kPassword}, {"client_id", "own"}}, {{"Origin", origin}}), 403,
                 "access_denied", "api_cross_site");
  }
  expect_error(log_in({{"Origin", kAppOrigin}, {"Origin", kAppOrigin}}), 403, "access_denied", "api_cross_site");
  for (const char* site : {"same-origin", "same-site", "none"}) {
    EXPECT_EQ(log_in({{"Sec-Fetch-Site", site}}).status, 200) << site;
  }
  for (const char* verb : {"login", "register", "refresh", "logout"}) {
    const std::optional<Json> body = std::string(verb) == "refresh" || std::string(verb) == "logout"
                                         ? std::nullopt
                                         : std::optional(Json{{"email", "alice@example.test"}, {"password", kPassword}});
    expect_error(call(verb, body, {{"Sec-Fetch-Site", "cross-site"}, {"Origin", kAppOrigin}}), 403, "access_denied", "api_cross_site");
    expect_error(call(verb, body, {{"Origin", "null"}}), 403, "access_denied", "api_cross_site");
  }
}

TEST_F(ApiAuth, OnlyFirstPartyClientsHaveIt) {
  const auto as = [&](const std::string& client_id) {
    return call("login", Json{{"email", "alice@example.test"}, {"password", kPassword}, {"client_id", client_id}});
  };
  const Credentials third = world.client();
  expect_error(as(third.client_id), 400, "invalid_client", "api_client_unknown");
  expect_error(as("nobody"), 400, "invalid_client", "api_client_unknown");
  expect_error(as(""), 400, "invalid_client", "api_client_unknown");
  ASSERT_TRUE(world.provider->registry().set_disabled("own", true, world.now));
  expect_error(as("own"), 400, "invalid_client", "api_client_unknown");
  expect_error(log_in(), 400, "invalid_client", "api_client_unknown");
}

TEST_F(ApiAuth, TwoAppsOfOneOriginHaveToSayWhichTheyAre) {
  (void)world.enrol(own_metadata, "second");
  expect_error(log_in({{"Origin", kAppOrigin}}), 400, "invalid_client", "api_client_unknown");
  EXPECT_EQ(call("login", Json{{"email", "alice@example.test"}, {"password", kPassword}, {"client_id", "second"}}, {{"Origin", kAppOrigin}}).status, 200);
}

TEST_F(ApiAuth, ScriptsOfItsOriginsMayReadAndSendCookies) {  // [R-HD-5]
  for (const char* verb : {"register", "login", "refresh", "logout", "profile"}) {
    web::Request request;
    request.method = web::Method::options;
    request.path = std::string("/api/auth/") + verb;
    request.headers = {{"Origin", kAppOrigin}, {"Access-Control-Request-Method", "POST"}};
    const web::Response granted = world.send(request);
    EXPECT_EQ(granted.status, 204);
    EXPECT_EQ(web::only(granted.headers, "Access-Control-Allow-Origin"), kAppOrigin) << verb;
    EXPECT_EQ(web::only(granted.headers, "Access-Control-Allow-Credentials"), "true");
    EXPECT_EQ(web::only(granted.headers, "Access-Control-Allow-Headers"), "Authorization, Content-Type, DPoP");
    request.headers[0].value = "https://evil.example.test";
    EXPECT_EQ(web::count(world.send(request).headers, "Access-Control-Allow-Origin"), 0U) << verb;
  }
  // Third parties' origins are nothing here, though they may call the token endpoint.
  (void)world.client({{"token_endpoint_auth_method", "none"}, {"redirect_uris", {"https://third.example.test/cb"}}});
  EXPECT_EQ(web::count(log_in({{"Origin", "https://third.example.test"}}).headers, "Access-Control-Allow-Origin"), 0U);
}

// The table of wrong bodies, the same for both endpoints that need one.
TEST_F(ApiAuth, AWrongBodyIsAnsweredExactly) {
  for (const char* verb : {"login", "register"}) {
    const auto raw = [&](const std::string& body, const std::string& type = "application/json", web::Headers headers = {}) {
      web::Request request;
      request.method = web::Method::post;
      request.path = std::string("/api/auth/") + verb;
      request.headers = std::move(headers);
      if (!type.empty()) request.headers.push_back({"Content-Type", type});
      request.body = body;
      return world.send(request);
    };
    const std::string good = R"({"email":"alice@example.test","password":"x"})";
    SCOPED_TRACE(verb);
    for (const char* wrong : {"", "{", "[]", "null", "\"text\"", "{}", R"({"email":"a@example.test"})", R"({"password":"x"})",
                              R"({"email":1,"password":"x"})", R"({"email":"a@example.test","password":null})",
                              R"({"email":"a@example.test","password":["x"]})", R"({"email":"a@example.test","password":"x","client_id":7})",
                              R"({"email":"a@example.test","email":"b@example.test","password":"x"})", "{\"email\":\"a\xFF\",\"password\":\"x\"}"}) {
      SCOPED_TRACE(wrong);
      expect_error(raw(wrong), 400, "invalid_request", "api_body_malformed");
    }
    expect_error(raw(good, "application/x-www-form-urlencoded"), 415, "invalid_request", "wrong_json_content_type");
    expect_error(raw(good, ""), 415, "invalid_request", "wrong_json_content_type");
    expect_error(raw(good, "application/json", {{"Content-Encoding", "gzip"}}), 415, "invalid_request", "content_encoding");
  }
  expect_error(call("refresh", Json{{"client_id", 7}}), 400, "invalid_request", "api_body_malformed");
  expect_error(call("logout", Json::array()), 400, "invalid_request", "api_body_malformed");
  EXPECT_EQ(world.get("/api/auth/login").status, 405);
}

TEST_F(ApiAuth, AWrongPasswordAndNobodyAreOneAnswer) {  // [R-LG-6] [R-LG-7]
  const web::Response wrong = log_in({}, "not the password");
  const web::Response nobody = call("login", Json{{"email", "nobody@example.test"}, {"password", kPassword}});
  expect_error(wrong, 401, "invalid_grant", "api_credentials_wrong");
  expect_error(nobody, 401, "invalid_grant", "api_credentials_wrong");
  EXPECT_EQ(body_of(wrong).at("error_description"), body_of(nobody).at("error_description"));
  EXPECT_EQ(cookie_of(wrong), "");
}

TEST_F(ApiAuth, GuessingCostsWaiting) {  // [R-LG-6]
  for (int i = 0; i < 5; ++i) (void)log_in({}, "guess " + std::to_string(i));
  (void)log_in({}, "one more");
  const web::Response late = log_in();
  expect_error(late, 429, "access_denied", "too_many_failures");
  EXPECT_EQ(web::count(late.headers, "Retry-After"), 1U);
  world.pass(Seconds(1000));
  EXPECT_EQ(log_in().status, 200);
}

TEST_F(ApiAuth, ProfileTellsWhatIsWrongWithAToken) {  // [RFC6750 §3]
  const std::string good = token_of(log_in());
  const auto challenge = [](const web::Response& response) { return std::string(web::only(response.headers, "WWW-Authenticate").value_or("")); };
  const web::Response none = world.get("/api/auth/profile");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(challenge(none), "Bearer realm=\"signet\"") << "no token, no error [RFC6750 §3.1]";
  const auto refused = [&](const web::Response& response, int status, const std::string& code) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(body_of(response).at("error"), code);
    EXPECT_NE(challenge(response).find("error=\"" + code + "\""), std::string::npos) << challenge(response);
  };
  std::string forged = good;
  forged[forged.size() - 3] = forged[forged.size() - 3] == 'A' ? 'B' : 'A';
  refused(profile(forged), 401, "invalid_token");
  refused(profile("rubbish"), 401, "invalid_token");
  refused(profile("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0." + good.substr(good.find('.') + 1, good.rfind('.') - good.find('.'))), 401, "invalid_token");
  EXPECT_EQ(world.get("/api/auth/profile?access_token=" + good).status, 400);
  refused(world.get("/api/auth/profile", {{"Authorization", "Bearer a b"}}), 400, "invalid_request");

  const Credentials third = world.client();
  refused(profile(body_of(redeem(world, third, code_for(world, third))).at("access_token")), 403, "insufficient_scope");
  const Credentials machine = world.client({{"first_party", true}, {"grant_types", {"client_credentials"}}, {"scope", "orders"}});
  refused(profile(body_of(world.post_as(machine, "/oauth2/token", {{"grant_type", "client_credentials"}})).at("access_token")), 403, "insufficient_scope");

  world.pass(Seconds(899));
  EXPECT_EQ(profile(good).status, 200);
  world.pass(Seconds(1));
  refused(profile(good), 401, "invalid_token");
}

TEST_F(ApiAuth, SomebodySignsUpAndThenIn) {
  const auto enrol = [&](const std::string& email, const std::string& password) {
    return call("register", Json{{"email", email}, {"password", password}});
  };
  const web::Response made = enrol("carol@example.test", "a perfectly fine one");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(body_of(made).at("email"), "carol@example.test");
  const std::string carol = body_of(made).at("sub");
  EXPECT_EQ(cookie_of(made), "") << "signing in is a step of its own";
  const web::Response in = call("login", Json{{"email", "Carol@Example.test"}, {"password", "a perfectly fine one"}});
  ASSERT_EQ(in.status, 200);
  EXPECT_EQ(claims_of(token_of(in)).at("sub"), carol);
  EXPECT_EQ(body_of(profile(token_of(in))).at("email_verified"), false);

  expect_error(enrol("CAROL@example.test", "another perfectly fine one"), 409, "invalid_request", "signup_account_exists");
  EXPECT_EQ(call("login", Json{{"email", "carol@example.test"}, {"password", "another perfectly fine one"}}).status, 401) << "nothing has changed";
  for (const char* email : {"", "carol", "carol@", "@example.test", "carol@example.test\n", "ca rol@example.test"}) {
    expect_error(enrol(email, "a perfectly fine one"), 400, "invalid_request", "signup_email_malformed");
  }
  for (const std::string& password : {std::string("short"), std::string(1025, 'a'), std::string("dave@example.test1"), std::string("123456789123456789")}) {
    const web::Response refused = enrol("dave@example.test", password);  // [R-PW-1] [R-PW-3]
    expect_error(refused, 400, "invalid_request", "signup_password_refused");
    EXPECT_EQ(body_of(refused).at("error_description").get<std::string>().find("The password cannot"), std::string::npos) << "it says why";
  }
  EXPECT_FALSE(world.stores.accounts.find_by_email("dave@example.test"));
}

TEST_F(ApiAuth, NobodySignsUpInMasses) {  // [R-DOS-5]
  web::Response last;
  for (int i = 0; i <= 30; ++i) {
    last = call("register", Json{{"email", "p" + std::to_string(i)}, {"password", "x"}});
  }
  expect_error(last, 429, "temporarily_unavailable", "rate_limited");
  EXPECT_EQ(web::count(last.headers, "Retry-After"), 1U);
}

class ApiAuthClosed : public ApiAuth {
 protected:
  static config::Settings closed() {
    config::Settings settings = World::default_settings();
    settings.api.default_client_id = "own";
    return settings;
  }
  ApiAuthClosed() : ApiAuth(closed()) {}
};

TEST_F(ApiAuthClosed, NobodySignsUpUnlessTheOperatorWantsIt) {
  expect_error(call("register", Json{{"email", "carol@example.test"}, {"password", "a perfectly fine one"}}), 403, "access_denied", "signup_off");
  EXPECT_FALSE(world.stores.accounts.find_by_email("carol@example.test"));
  EXPECT_EQ(log_in().status, 200);
}

class ApiAuthOfDomains : public ApiAuth {
 protected:
  static config::Settings of_domains() {
    config::Settings settings = with_signup();
    settings.signup.domains = {"example.com", ".example.org"};
    return settings;
  }
  ApiAuthOfDomains() : ApiAuth(of_domains()) {}
};

TEST_F(ApiAuthOfDomains, OnlyItsPeopleSignUp) {
  const auto status = [&](const char* email) {
    return call("register", Json{{"email", email}, {"password", "a perfectly fine one"}}).status;
  };
  EXPECT_EQ(status("a@example.com"), 201);
  EXPECT_EQ(status("b@EXAMPLE.COM"), 201);
  EXPECT_EQ(status("a@dept.example.org"), 201);
  EXPECT_EQ(status("a@example.org"), 403);
  EXPECT_EQ(status("a@sub.example.com"), 403);
  EXPECT_EQ(status("a@badexample.com"), 403);
  expect_error(call("register", Json{{"email", "a@elsewhere.test"}, {"password", "x"}}), 403, "access_denied", "signup_domain");
}

}  // namespace
}  // namespace signet::testing
