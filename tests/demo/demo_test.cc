#include "demo/demo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/digest.h"
#include "crypto/random.h"
#include "demo/fake_provider.h"

namespace signet::demo {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kIssuer = "http://127.0.0.1:8080";

crypto::MasterKeys master_keys() { return crypto::MasterKeys::parse(std::string(43, 'A')).value(); }

// A browser that talks to the demo alone, and stands at the door of the provider with the URL it was sent to.
class DemoTest : public testing::Test {
 protected:
  web::Response send(web::Method method, const std::string& path, const std::string& query = "",
                     const std::string& body = "") {
    web::Request request;
    request.method = method;
    request.path = path;
    request.query = query;
    request.body = body;
    request.now = now;
    std::string pairs;
    for (const auto& [name, value] : cookies) pairs += (pairs.empty() ? "" : "; ") + name + "=" + value;
    if (!pairs.empty()) request.headers.push_back({"Cookie", pairs});
    if (method == web::Method::post)
      request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    web::Response response = table.dispatch(request);
    for (const web::Header& header : response.headers) {
      if (header.name != "Set-Cookie") continue;
      const std::size_t equals = header.value.find('=');
      const std::string name = header.value.substr(0, equals);
      const std::string value = header.value.substr(equals + 1, header.value.find(';') - equals - 1);
      if (value.empty()) {
        cookies.erase(name);
      } else {
        cookies[name] = value;
      }
    }
    return response;
  }

  web::Response get(const std::string& path, const std::string& query = "") {
    return send(web::Method::get, path, query);
  }
  web::Response post(const std::string& path, const std::string& body) {
    return send(web::Method::post, path, "", body);
  }

  // Begins a sign-in; what the provider is asked.
  std::map<std::string, std::string> begin() {
    const web::Response response = get("/demo/sign-in");
    EXPECT_EQ(response.status, 302);
    const auto url = web::parse_url(std::string(web::only(response.headers, "Location").value())).value();
    EXPECT_EQ(url.origin() + url.path, kIssuer + "/oauth2/authorize");
    auto asked = fields(*url.query);
    provider.claims["nonce"] = asked["nonce"];
    return asked;
  }

  static std::string answer(const std::string& state) {
    return web::to_form({{"code", "the-code"}, {"state", state}, {"iss", kIssuer}});
  }

  void sign_in() {
    ASSERT_EQ(get("/demo/callback", answer(begin()["state"])).status, 303);
    provider.requests.clear();
  }

  std::string csrf_of_result_page() {
    const std::string page = get("/demo").body;
    const std::size_t at = page.find("name=\"csrf\" value=\"");
    return at == std::string::npos ? "" : page.substr(at + 19, 43);
  }

  Time now = kNow;
  std::map<std::string, std::string> cookies;
  FakeProvider provider;
  crypto::SystemRandom random;
  crypto::MasterKeys keys = master_keys();
  pages::Renderer renderer{{kIssuer, "Signet", {}}};
  Demo demo{demo_settings(), provider.fetch(), keys, random, renderer};
  web::RouteTable table{demo.routes(), [](int status, const web::Request&) {
                          web::Response response;
                          response.status = status;
                          return response;
                        }};
};

TEST_F(DemoTest, WalksFromTheButtonToTheTokens) {
  EXPECT_THAT(get("/demo").body, HasSubstr("id=\"demo-sign-in\""));
  const auto asked = begin();
  const web::Response back = get("/demo/callback", answer(asked.at("state")));
  EXPECT_EQ(back.status, 303);
  EXPECT_EQ(web::only(back.headers, "Location"), kIssuer + "/demo");
  const web::Response page = get("/demo");
  EXPECT_EQ(page.status, 200);
  for (const char* shown : {"alice@example.test", "Alice", "id=\"id-token-claims\"", "id=\"userinfo\"",
                            "alice-sub", "id=\"demo-refresh\"", "id=\"demo-sign-out\""}) {
    EXPECT_THAT(page.body, HasSubstr(shown));
  }
}

TEST_F(DemoTest, AsksAsAnAppShouldAsk) {
  const auto asked = begin();
  EXPECT_EQ(asked.at("response_type"), "code");
  EXPECT_EQ(asked.at("client_id"), "demo");
  EXPECT_EQ(asked.at("redirect_uri"), kIssuer + "/demo/callback");
  EXPECT_EQ(asked.at("scope"), "openid profile email offline_access");
  EXPECT_EQ(asked.at("code_challenge_method"), "S256");
  ASSERT_EQ(get("/demo/callback", answer(asked.at("state"))).status, 303);
  const std::string verifier = fields(provider.requests.at(0).body)["code_verifier"];
  EXPECT_EQ(asked.at("code_challenge"), crypto::sha256_base64url(verifier));  // [RFC7636 §4.6]
  EXPECT_THAT(asked.at("state"), Not(HasSubstr(verifier)));
  EXPECT_NE(begin().at("nonce"), asked.at("nonce"));
}

TEST_F(DemoTest, TabsDoNotDisturbEachOther) {
  const auto first = begin();
  const auto second = begin();
  provider.claims["nonce"] = first.at("nonce");
  EXPECT_EQ(get("/demo/callback", answer(first.at("state"))).status, 303);
  provider.claims["nonce"] = second.at("nonce");
  EXPECT_EQ(get("/demo/callback", answer(second.at("state"))).status, 303);
}

TEST_F(DemoTest, TakesNoAnswerThatThisBrowserDidNotAskFor) {  // [RFC6749 §10.12]
  const auto asked = begin();
  const std::string& state = asked.at("state");
  const auto own_cookies = cookies;

  cookies.clear();
  EXPECT_EQ(get("/demo/callback", answer(state)).status, 400) << "no cookie";
  begin();
  EXPECT_EQ(get("/demo/callback", answer(state)).status, 400) << "another browser's cookie";
  cookies = own_cookies;
  EXPECT_EQ(get("/demo/callback", answer("forged." + state)).status, 400);
  EXPECT_EQ(get("/demo/callback", "code=the-code&iss=" + web::form_encode(kIssuer)).status, 400)
      << "no state";
  EXPECT_EQ(get("/demo/callback", answer(state) + "&code=another").status, 400) << "repeated parameter";
  now = kNow + SignIns::kLifetime;
  EXPECT_EQ(get("/demo/callback", answer(state)).status, 400) << "at the very instant of expiry";
  EXPECT_TRUE(provider.requests.empty());

  now -= Milliseconds(1);
  provider.claims["nonce"] = asked.at("nonce");
  EXPECT_EQ(get("/demo/callback", answer(state)).status, 303);
}

TEST_F(DemoTest, DoesNotAdoptABrowserIdThatItDidNotMake) {
  cookies["signet_demo_browser"] = "x";
  begin();
  EXPECT_EQ(cookies["signet_demo_browser"].size(), 43U);
}

TEST_F(DemoTest, TakesNoAnswerFromAnotherProvider) {  // [RFC9207 §2.4]
  const std::string state = begin()["state"];
  EXPECT_EQ(get("/demo/callback", web::to_form({{"code", "c"}, {"state", state}})).status, 400);
  EXPECT_EQ(
      get("/demo/callback", web::to_form({{"code", "c"}, {"state", state}, {"iss", "https://evil.test"}}))
          .status,
      400);
  EXPECT_TRUE(provider.requests.empty());
}

TEST_F(DemoTest, ShowsARefusalAndOffersToTryAgain) {
  const std::string state = begin()["state"];
  const web::Response page = get("/demo/callback", web::to_form({{"error", "access_denied"},
                                                                 {"error_description", "No <b>thanks</b>."},
                                                                 {"state", state},
                                                                 {"iss", kIssuer}}));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("access_denied"));
  EXPECT_THAT(page.body, HasSubstr("id=\"demo-sign-in\""));
  EXPECT_THAT(page.body, Not(HasSubstr("<b>")));
  EXPECT_TRUE(provider.requests.empty());
}

TEST_F(DemoTest, ShowsWhyTokensWereNotBelieved) {
  const std::string state = begin()["state"];
  provider.claims["nonce"] = "of another";
  const web::Response page = get("/demo/callback", answer(state));
  EXPECT_EQ(page.status, 502);
  EXPECT_THAT(page.body, HasSubstr("another sign-in"));
  EXPECT_FALSE(cookies.contains("signet_demo_session"));
}

TEST_F(DemoTest, RefreshesForTheOneWhoIsSignedIn) {
  sign_in();
  provider.claims.erase("nonce");
  provider.userinfo["name"] = "Alice Renamed";
  EXPECT_EQ(post("/demo/refresh", "csrf=" + csrf_of_result_page()).status, 303);
  EXPECT_THAT(get("/demo").body, HasSubstr("Alice Renamed"));
}

TEST_F(DemoTest, AFormFromElsewhereDoesNothing) {
  sign_in();
  for (const char* form : {"", "csrf=", "csrf=AAAA"}) {
    EXPECT_EQ(post("/demo/refresh", form).status, 303);
    EXPECT_EQ(post("/demo/sign-out", form).status, 303);
  }
  EXPECT_TRUE(provider.requests.empty());
  EXPECT_THAT(get("/demo").body, HasSubstr("alice@example.test"));
}

TEST_F(DemoTest, ARefusedRefreshEndsTheSession) {
  sign_in();
  provider.replies["/oauth2/token"] = {400, {}, R"({"error":"invalid_grant"})"};
  const web::Response page = post("/demo/refresh", "csrf=" + csrf_of_result_page());
  EXPECT_EQ(page.status, 502);
  EXPECT_THAT(page.body, HasSubstr("invalid_grant"));
  EXPECT_THAT(get("/demo").body, HasSubstr("id=\"demo-sign-in\""));
}

TEST_F(DemoTest, SignsOut) {
  sign_in();
  const auto before = cookies;
  EXPECT_EQ(post("/demo/sign-out", "csrf=" + csrf_of_result_page()).status, 303);
  EXPECT_FALSE(cookies.contains("signet_demo_session"));
  cookies = before;  // somebody kept a copy
  EXPECT_THAT(get("/demo").body, HasSubstr("id=\"demo-sign-in\""));
}

TEST_F(DemoTest, WhatWaitsForThisVeryServerRunsOffItsThreads) {
  EXPECT_EQ(table.find(web::Method::get, "/demo/callback")->lane, web::Lane::password);
  EXPECT_EQ(table.find(web::Method::post, "/demo/refresh")->lane, web::Lane::password);
  EXPECT_EQ(table.find(web::Method::get, "/demo")->lane, web::Lane::inline_);
}

TEST_F(DemoTest, StandsBelowThePathOfItsIssuer) {
  Settings settings = demo_settings();
  settings.issuer = "https://id.example.test/tenant";
  const Demo below(std::move(settings), provider.fetch(), keys, random, renderer);
  for (const web::Route& route : below.routes()) {
    EXPECT_TRUE(route.path.starts_with("/tenant/demo")) << route.path;
  }
}

}  // namespace
}  // namespace signet::demo
