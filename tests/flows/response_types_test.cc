// Every response type in every mode that may carry it [OAuth.Responses] [OIDC.Core §3.2, §3.3].
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "flows/browser.h"
#include "protocol/capabilities.h"

namespace signet::testing {
namespace {

std::string half_hash(const std::string& text) {
  const std::string digest = crypto::sha2_bytes(256, text);
  return base64url_encode(std::string_view(digest).substr(0, digest.size() / 2));
}

class ResponseTypes : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client({{"response_types", protocol::kResponseTypes},
                                  {"grant_types", {"authorization_code", "implicit", "refresh_token"}}});
  Browser browser{world};

  // Where the journey of a person who signs in and allows ends.
  Stop answer(const std::map<std::string, std::string>& changes) {
    Stop stop = browser.open(authorize_url(app.client_id, changes));
    if (stop.is_login()) {
      stop = browser.sign_in(stop);
    }
    return stop.is_consent() ? browser.allow(stop) : stop;
  }
};

TEST_F(ResponseTypes, EachAnswersWithExactlyWhatItNames) {  // [AZ-04] [IT-05] [IT-07] [R-AZ-11]
  for (const std::string_view type : protocol::kResponseTypes) {
    const Stop stop = answer({{"response_type", std::string(type)}});
    const auto has = [&](std::string_view word) { return (' ' + std::string(type) + ' ').find(' ' + std::string(word) + ' ') != std::string::npos; };
    ASSERT_TRUE(stop.is_foreign) << type << stop.body;
    const bool in_query = type == "code" || type == "none";
    EXPECT_TRUE(stop.url.starts_with(std::string(kCallback) + (in_query ? '?' : '#'))) << type << ' ' << stop.url;
    EXPECT_EQ(stop.url.find(in_query ? '#' : '?'), std::string::npos) << type;
    const auto code = parameter(stop.url, "code");
    const auto access_token = parameter(stop.url, "access_token");
    const auto id_token = parameter(stop.url, "id_token");
    EXPECT_EQ(code.has_value(), has("code")) << type;
    EXPECT_EQ(access_token.has_value(), has("token")) << type;
    EXPECT_EQ(id_token.has_value(), has("id_token")) << type;
    EXPECT_EQ(parameter(stop.url, "state"), "the-state") << type;
    EXPECT_EQ(parameter(stop.url, "iss"), kIssuer) << type;
    EXPECT_EQ(parameter(stop.url, "token_type").has_value(), has("token")) << type;
    if (access_token) {
      EXPECT_EQ(parameter(stop.url, "token_type"), "Bearer");
      EXPECT_EQ(parameter(stop.url, "expires_in"), "600");
      EXPECT_EQ(body_of(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + *access_token}})).at("sub"), alice);
    }
    if (id_token) {
      const Json claims = claims_of(*id_token);
      EXPECT_EQ(claims.at("sub"), alice);
      EXPECT_EQ(claims.at("nonce"), "the-nonce");
      EXPECT_EQ(claims.value("at_hash", ""), access_token ? half_hash(*access_token) : "") << type;
      EXPECT_EQ(claims.value("c_hash", ""), code ? half_hash(*code) : "") << type;
      EXPECT_EQ(claims.contains("name"), type == "id_token") << type << ": where UserInfo is, the claims are there [IT-04] [IT-06]";
    }
    if (code) {
      EXPECT_EQ(redeem(world, app, *code).status, 200) << type;
    }
  }
}

TEST_F(ResponseTypes, TheOrderOfTheWordsDoesNotMatter) {  // [OAuth.Responses §3]
  EXPECT_TRUE(parameter(answer({{"response_type", "token id_token code"}}).url, "code"));
}

TEST_F(ResponseTypes, FormPostHandsTheAnswerOverInAForm) {  // [AZ-04] [OAuth.FormPost §2]
  for (const std::string_view type : protocol::kResponseTypes) {
    const Stop page = answer({{"response_type", std::string(type)}, {"response_mode", "form_post"}});
    EXPECT_FALSE(page.is_foreign) << type;
    EXPECT_EQ(page.status, 200) << type;
    EXPECT_TRUE(page.shows("id=\"form-post-continue\"")) << type;
    EXPECT_TRUE(page.shows(std::string("action=\"") + kCallback + "\"")) << type;
    EXPECT_EQ(page.input("state"), "the-state") << type;
    EXPECT_EQ(page.input("iss"), kIssuer) << type;
    EXPECT_EQ(page.input("code").empty(), type.find("code") == std::string_view::npos) << type;
    EXPECT_EQ(page.input("id_token").empty(), type.find("id_token") == std::string_view::npos) << type;
  }
  const Stop refused = Browser(world).open(authorize_url(app.client_id, {{"prompt", "none"}, {"response_mode", "form_post"}}));
  EXPECT_EQ(refused.input("error"), "login_required");  // [AZ-13]
  EXPECT_EQ(refused.input("state"), "the-state");
}

TEST_F(ResponseTypes, ErrorsTravelAsTheAnswerWould) {  // [AZ-04] [AZ-13] [AZ-18]
  Browser stranger(world);
  const Stop silent = stranger.open(authorize_url(app.client_id, {{"response_type", "id_token token"}, {"prompt", "none"}}));
  EXPECT_TRUE(silent.url.starts_with(std::string(kCallback) + '#')) << silent.url;
  EXPECT_EQ(parameter(silent.url, "error"), "login_required");
  const Stop login = stranger.open(authorize_url(app.client_id, {{"response_type", "code id_token"}}));
  const Stop cancelled = stranger.submit(login, {}, "login-cancel");
  EXPECT_TRUE(cancelled.url.starts_with(std::string(kCallback) + '#')) << cancelled.url;
  EXPECT_EQ(parameter(cancelled.url, "error"), "access_denied");
  // The query may not carry a token, so the refusal of exactly that comes by the fragment.
  const std::string in_query = location_of(world.get(authorize_url(app.client_id, {{"response_type", "id_token"}, {"response_mode", "query"}})));
  EXPECT_TRUE(in_query.starts_with(std::string(kCallback) + '#')) << in_query;
  EXPECT_EQ(parameter(in_query, "error"), "invalid_request");
}

TEST_F(ResponseTypes, CodeMayTravelInTheFragment) {
  const Stop stop = answer({{"response_mode", "fragment"}});
  EXPECT_TRUE(stop.url.starts_with(std::string(kCallback) + "#code=")) << stop.url;
}

TEST_F(ResponseTypes, NonceIsDemandedWhereAnIdTokenComesFromHere) {  // [AZ-09]
  for (const std::string_view type : protocol::kResponseTypes) {
    const Stop stop = answer({{"response_type", std::string(type)}, {"nonce", ""}});
    const bool demanded = type.find("id_token") != std::string_view::npos;
    EXPECT_EQ(parameter(stop.url, "error").value_or(""), demanded ? "invalid_request" : "") << type;
  }
}

TEST_F(ResponseTypes, ABareTokenIsNoResponseTypeHere) {  // [R-AZ-10]
  const std::string location = location_of(world.get(authorize_url(app.client_id, {{"response_type", "token"}})));
  EXPECT_TRUE(location.starts_with(std::string(kCallback) + '#')) << location;
  EXPECT_EQ(parameter(location, "error"), "unsupported_response_type");
}

TEST_F(ResponseTypes, AnIdTokenNeedsTheScopeOpenid) {
  EXPECT_EQ(parameter(answer({{"response_type", "id_token"}, {"scope", "profile"}}).url, "error"), "invalid_scope");
}

TEST_F(ResponseTypes, OnlyWhatIsRegisteredIsAnswered) {  // [R-AZ-10]
  const Credentials plain = world.client();
  for (const std::string_view type : protocol::kResponseTypes) {
    const std::string location = location_of(world.get(authorize_url(plain.client_id, {{"response_type", std::string(type)}})));
    EXPECT_EQ(parameter(location, "error").value_or(""), type == "code" ? "" : "unauthorized_client") << type;
  }
}

TEST_F(ResponseTypes, ATokenOfTheFrontChannelEndsWithTheSession) {
  const std::string token = parameter(answer({{"response_type", "id_token token"}}).url, "access_token").value();
  const Json about = body_of(world.post_as(app, "/oauth2/introspect", {{"token", token}}));
  EXPECT_EQ(about.at("active"), true);
  EXPECT_EQ(world.post_as(app, "/oauth2/revoke", {{"token", token}}).status, 200);
  EXPECT_EQ(body_of(world.post_as(app, "/oauth2/introspect", {{"token", token}})), Json({{"active", false}}));
}

TEST_F(ResponseTypes, APublicClientNeedsPkceOnlyWhereACodeComes) {  // [R-PK-1]
  const Credentials spa = world.client({{"token_endpoint_auth_method", "none"},
                                        {"response_types", {"code", "id_token"}},
                                        {"grant_types", {"authorization_code", "implicit"}}});
  const std::map<std::string, std::string> without = {{"code_challenge", ""}, {"code_challenge_method", ""}};
  auto implicit = without;
  implicit["response_type"] = "id_token";
  EXPECT_EQ(parameter(location_of(world.get(authorize_url(spa.client_id, without))), "error"), "invalid_request");
  EXPECT_FALSE(parameter(location_of(world.get(authorize_url(spa.client_id, implicit))), "error"));
}

}  // namespace
}  // namespace signet::testing
