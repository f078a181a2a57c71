#include "demo/relying_party.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "demo/fake_provider.h"

namespace signet::demo {
namespace {

using testing::HasSubstr;

const SignIn kSignIn{"the-nonce", "the-verifier"};

class RelyingPartyTest : public testing::Test {
 protected:
  RelyingPartyTest() { provider.claims["nonce"] = "the-nonce"; }

  [[nodiscard]] std::string refusal() {
    const auto account = relying_party.redeem("the-code", kSignIn, kNow);
    return account ? "accepted" : account.error();
  }

  FakeProvider provider;
  RelyingParty relying_party{demo_settings(), provider.fetch()};
};

TEST_F(RelyingPartyTest, RedeemsWithBasicAuthenticationAndItsVerifier) {
  const auto account = relying_party.redeem("the code", kSignIn, kNow);
  ASSERT_TRUE(account) << account.error();
  EXPECT_EQ(account->id_token_claims.at("sub"), "alice-sub");
  EXPECT_EQ(account->userinfo.at("name"), "Alice");
  EXPECT_EQ(account->refresh_token, "refresh-1");

  const auto& request = provider.requests.at(0);
  EXPECT_EQ(request.method, web::Method::post);
  EXPECT_EQ(request.url, "http://127.0.0.1:8080/oauth2/token");
  EXPECT_EQ(web::only(request.headers, "Authorization"), "Basic " + base64_encode("demo:a-secret"));
  auto form = fields(request.body);
  EXPECT_EQ(form["grant_type"], "authorization_code");
  EXPECT_EQ(form["code"], "the code");
  EXPECT_EQ(form["code_verifier"], "the-verifier");
  EXPECT_EQ(form["redirect_uri"], "http://127.0.0.1:8080/demo/callback");
}

TEST_F(RelyingPartyTest, ReachesAnIssuerWithAPathBehindItsProxy) {
  Settings settings = demo_settings();
  settings.issuer = "https://id.example.test/tenant";
  settings.fetch_origin = "http://127.0.0.1:9999";
  provider.down = "/tenant/oauth2/token";
  const RelyingParty behind(std::move(settings), provider.fetch());
  EXPECT_FALSE(behind.redeem("the-code", kSignIn, kNow));
  EXPECT_EQ(provider.requests.at(0).url, "http://127.0.0.1:9999/tenant/oauth2/token");
}

TEST_F(RelyingPartyTest, BelievesNoIdTokenButItsOwn) {  // [OIDC.Core §3.1.3.7]
  struct Case {
    const char* name;
    std::function<void(FakeProvider&)> spoil;
    const char* sentence;
  };
  const std::vector<Case> cases{
      {"another issuer", [](FakeProvider& p) { p.claims["iss"] = "https://evil.test"; }, "another issuer"},
      {"no issuer", [](FakeProvider& p) { p.claims.erase("iss"); }, "another issuer"},
      {"another audience", [](FakeProvider& p) { p.claims["aud"] = "other"; }, "another client"},
      {"no audience", [](FakeProvider& p) { p.claims.erase("aud"); }, "another client"},
      {"many audiences, no azp",
       [](FakeProvider& p) {
         p.claims["aud"] = {"demo", "other"};
       },
       "another client"},
      {"azp of another", [](FakeProvider& p) { p.claims["azp"] = "other"; }, "another client"},
      {"expired", [](FakeProvider& p) { p.claims["exp"] = epoch_seconds(kNow) - 3600; }, "not valid now"},
      {"no exp", [](FakeProvider& p) { p.claims.erase("exp"); }, "not valid now"},
      {"issued in the future", [](FakeProvider& p) { p.claims["iat"] = epoch_seconds(kNow) + 3600; },
       "not valid now"},
      {"another nonce", [](FakeProvider& p) { p.claims["nonce"] = "stolen"; }, "another sign-in"},
      {"no nonce", [](FakeProvider& p) { p.claims.erase("nonce"); }, "another sign-in"},
      {"no sub", [](FakeProvider& p) { p.claims.erase("sub"); }, "somebody else"},
      {"another access token", [](FakeProvider& p) { p.tokens["access_token"] = "swapped"; }, "access token"},
      {"a key that is not published", [](FakeProvider& p) { p.signing_key = FakeProvider::other_key(); },
       "genuine"},
      {"an algorithm that was not registered",
       [](FakeProvider& p) { p.signing_key = jose::SigningKey::generate(jose::Alg::ES256); }, "genuine"},
      {"UserInfo of another", [](FakeProvider& p) { p.userinfo["sub"] = "bob-sub"; }, "somebody else"},
  };
  for (const Case& spoilt : cases) {
    provider = FakeProvider();
    provider.claims["nonce"] = "the-nonce";
    spoilt.spoil(provider);
    EXPECT_THAT(refusal(), HasSubstr(spoilt.sentence)) << spoilt.name;
  }
}

TEST_F(RelyingPartyTest, AcceptsSeveralAudiencesWithItselfAsAzp) {
  provider.claims["aud"] = {"demo", "other"};
  provider.claims["azp"] = "demo";
  EXPECT_EQ(refusal(), "accepted");
}

TEST_F(RelyingPartyTest, AnUnsignedIdTokenIsNotGenuine) {
  const std::string unsigned_token =
      base64url_encode(R"({"alg":"none"})") + "." + base64url_encode(provider.claims.dump()) + ".";
  provider.replies["/oauth2/token"] = {
      200, {}, Json{{"access_token", "an-access-token"}, {"id_token", unsigned_token}}.dump()};
  EXPECT_THAT(refusal(), HasSubstr("genuine"));
}

TEST_F(RelyingPartyTest, SaysWhichEndpointFailedAndHow) {
  for (const char* path : {"/oauth2/token", "/oauth2/jwks", "/oauth2/userinfo"}) {
    provider.down = path;
    EXPECT_THAT(refusal(), HasSubstr("did not answer")) << path;
  }
  provider.down.clear();
  provider.replies["/oauth2/token"] = {
      400, {}, R"({"error":"invalid_grant","error_description":"The code was used."})"};
  EXPECT_THAT(refusal(), HasSubstr("invalid_grant. The code was used."));
  provider.replies["/oauth2/token"] = {200, {}, "<html>"};
  EXPECT_THAT(refusal(), HasSubstr("JSON"));
  provider.replies["/oauth2/token"] = {200, {}, R"({"access_token":"a"})"};
  EXPECT_THAT(refusal(), HasSubstr("left out"));
}

TEST_F(RelyingPartyTest, RefreshKeepsThePerson) {  // [OIDC.Core §12.2]
  const auto account = relying_party.redeem("the-code", kSignIn, kNow);
  ASSERT_TRUE(account);
  provider.requests.clear();
  provider.claims.erase("nonce");
  provider.tokens["refresh_token"] = "refresh-2";
  const auto renewed = relying_party.refresh(*account, kNow);
  ASSERT_TRUE(renewed) << renewed.error();
  EXPECT_EQ(renewed->refresh_token, "refresh-2");
  auto form = fields(provider.requests.at(0).body);
  EXPECT_EQ(form["grant_type"], "refresh_token");
  EXPECT_EQ(form["refresh_token"], "refresh-1");

  provider.tokens.erase("refresh_token");
  EXPECT_EQ(relying_party.refresh(*renewed, kNow)->refresh_token, "refresh-2")
      << "not rotated, so still good";

  provider.claims["sub"] = provider.userinfo["sub"] = "bob-sub";
  EXPECT_THAT(relying_party.refresh(*account, kNow).error(), HasSubstr("somebody else"));
}

}  // namespace
}  // namespace signet::demo
