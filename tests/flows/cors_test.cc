// Scripts of clients' own pages call us; others' do not [R-HD-5].
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class CrossOrigin : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials spa = world.client({{"token_endpoint_auth_method", "none"}});

  web::Response preflight(const std::string& path, const std::string& origin) {
    web::Request request;
    request.method = web::Method::options;
    request.path = path;
    request.headers = {{"Origin", origin}, {"Access-Control-Request-Method", "POST"}};
    return world.send(request);
  }
  static std::string granted(const web::Response& response) {
    return std::string(web::only(response.headers, "Access-Control-Allow-Origin").value_or(""));
  }
};

TEST_F(CrossOrigin, APublicClientsOwnPageMayReadItsTokens) {
  const std::string origin = "https://app.example.test";
  EXPECT_EQ(granted(preflight("/oauth2/token", origin)), origin);
  const web::Response tokens = world.post("/oauth2/token",
                                          {{"grant_type", "authorization_code"}, {"code", code_for(world, spa)}, {"redirect_uri", kCallback},
                                           {"code_verifier", kVerifier}, {"client_id", spa.client_id}},
                                          {{"Origin", origin}});
  EXPECT_EQ(tokens.status, 200);
  EXPECT_EQ(granted(tokens), origin);
  EXPECT_EQ(web::only(tokens.headers, "Vary"), "Origin");
  EXPECT_EQ(web::count(tokens.headers, "Access-Control-Allow-Credentials"), 0U) << "cookies never go along";
  const std::string bearer = "Bearer " + body_of(tokens).at("access_token").get<std::string>();
  EXPECT_EQ(granted(world.get("/oauth2/userinfo", {{"Authorization", bearer}, {"Origin", origin}})), origin);
  EXPECT_EQ(granted(world.get("/oauth2/userinfo", {{"Authorization", "Bearer x"}, {"Origin", origin}})), origin) << "errors as well";
}

TEST_F(CrossOrigin, OthersMayNot) {
  for (const char* origin : {"https://evil.example.test", "null", "https://app.example.test:8443", "http://app.example.test", ""}) {
    const web::Response answer = preflight("/oauth2/token", origin);
    EXPECT_EQ(granted(answer), "") << origin;
    EXPECT_EQ(web::count(answer.headers, "Access-Control-Allow-Methods"), 0U) << origin;
  }
  // Another client's page, although it is some client's.
  (void)world.client({{"token_endpoint_auth_method", "none"}, {"redirect_uris", {"https://other.example.test/cb"}}});
  EXPECT_EQ(granted(preflight("/oauth2/token", "https://other.example.test")), "https://other.example.test");
  const web::Response tokens = world.post("/oauth2/token",
                                          {{"grant_type", "authorization_code"}, {"code", code_for(world, spa)}, {"redirect_uri", kCallback},
                                           {"code_verifier", kVerifier}, {"client_id", spa.client_id}},
                                          {{"Origin", "https://other.example.test"}});
  EXPECT_EQ(tokens.status, 200);
  EXPECT_EQ(granted(tokens), "");
}

TEST_F(CrossOrigin, AConfidentialClientsPagesAreItsWebOriginsOnly) {
  World other;
  (void)other.client();
  (void)other.client({{"web_origins", {"https://front.example.test"}}});
  web::Request request;
  request.method = web::Method::options;
  request.path = "/oauth2/userinfo";
  request.headers = {{"Origin", "https://app.example.test"}};
  EXPECT_EQ(granted(other.send(request)), "");
  request.headers = {{"Origin", "https://front.example.test"}};
  EXPECT_EQ(granted(other.send(request)), "https://front.example.test");
}

TEST_F(CrossOrigin, PagesAndTheAuthorizationEndpointAreNeverShared) {  // [R-AZ-16]
  for (const char* path : {"/oauth2/authorize", "/login", "/consent", "/account"}) {
    EXPECT_EQ(granted(preflight(path, "https://app.example.test")), "") << path;
  }
}

}  // namespace
}  // namespace signet::testing
