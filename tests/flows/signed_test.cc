// What is signed on the way through the browser: answers as JWTs [OAuth.JARM], and requests of the profile fapi2-signed
// [FAPI2.Signing].
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "flows/browser.h"
#include "jose/jwe.h"
#include "jose/mint.h"
#include "jose/signing_key.h"
#include "jose/verify.h"

namespace signet::testing {
namespace {

using jose::Alg;
using jose::SigningKey;

class SignedAnswers : public ::testing::Test {
 protected:
  void SetUp() override { world.account(); }

  // Where `client` gets the answer to its request: the callback with its parameters, or the page that posts them.
  Stop answer(const Credentials& client, const std::map<std::string, std::string>& changes) {
    Browser browser(world);
    Stop stop = browser.open(authorize_url(client.client_id, changes));
    if (stop.is_login()) stop = browser.sign_in(stop);
    if (stop.is_consent()) stop = browser.allow(stop);
    return stop;
  }
  // The claims of an answer, whose signature holds under a key that we publish.
  Json opened(const std::string& response, Alg alg = Alg::RS256) {
    const auto keys = jose::import_jwks(body_of(world.get("/oauth2/jwks"))).value();
    const auto jws = jose::verify(response, {.algs = {alg}, .typs = {"jwt"}}, jose::keys_of(keys));
    if (!jws) {
      ADD_FAILURE() << jose::name_of(jws.error()) << ": " << response;
      return Json::object();
    }
    EXPECT_FALSE(jws->kid.empty());
    return jws->claims;
  }
  static std::string response_of(const std::string& url) { return parameter(url, "response").value_or(""); }

  World world;
  Credentials app = world.client({{"response_types", {"code", "code id_token"}}, {"grant_types", {"authorization_code", "implicit", "refresh_token"}}});
};

TEST_F(SignedAnswers, HoldEverythingInOneJwtOfThisClient) {  // [MS-04] [OAuth.JARM §2.1]
  const Stop stop = answer(app, {{"response_mode", "jwt"}});
  ASSERT_TRUE(stop.url.starts_with(std::string(kCallback) + "?response=")) << stop.url;
  EXPECT_EQ(stop.url.find('&'), std::string::npos) << "nothing beside it";
  const Json claims = opened(response_of(stop.url));
  EXPECT_EQ(claims.at("iss"), kIssuer);
  EXPECT_EQ(claims.at("aud"), app.client_id);
  const auto lives = claims.at("exp").get<std::int64_t>() - epoch_seconds(world.now);
  EXPECT_GE(lives, 10);
  EXPECT_LE(lives, 600);
  EXPECT_EQ(claims.at("state"), *parameter(authorize_url(app.client_id), "state"));
  EXPECT_TRUE(claims.contains("session_state"));
  EXPECT_EQ(redeem(world, app, claims.at("code")).status, 200);
}

TEST_F(SignedAnswers, StandWhereTheModeSays) {  // [OAuth.JARM §2.3]
  EXPECT_NE(answer(app, {{"response_mode", "query.jwt"}}).url.find("?response="), std::string::npos);
  EXPECT_NE(answer(app, {{"response_mode", "fragment.jwt"}}).url.find("#response="), std::string::npos);
  const Stop page = answer(app, {{"response_mode", "form_post.jwt"}});
  EXPECT_TRUE(page.shows("form-post-continue")) << page.body;
  EXPECT_TRUE(opened(page.input("response")).contains("code"));
  EXPECT_EQ(page.input("code"), "");
  const Stop hybrid = answer(app, {{"response_mode", "jwt"}, {"response_type", "code id_token"}});
  ASSERT_NE(hybrid.url.find("#response="), std::string::npos) << "the default of this response type is the fragment";
  EXPECT_TRUE(opened(response_of(hybrid.url)).contains("id_token"));
}

TEST_F(SignedAnswers, TokensNeverStandInAQueryNotEvenSigned) {  // [R-AZ-11] [OAuth.JARM §2.3.1]
  const Stop stop = answer(app, {{"response_mode", "query.jwt"}, {"response_type", "code id_token"}});
  ASSERT_NE(stop.url.find("#response="), std::string::npos) << stop.url;
  EXPECT_EQ(opened(response_of(stop.url)).at("error"), "invalid_request");
}

TEST_F(SignedAnswers, RefusalsAreSignedToo) {  // [MS-04]
  const Stop stop = Browser(world).open(authorize_url(app.client_id, {{"response_mode", "jwt"}, {"prompt", "none"}}));
  const Json claims = opened(response_of(stop.url));
  EXPECT_EQ(claims.at("error"), "login_required");
  EXPECT_TRUE(claims.contains("state"));
  const Stop unknown = Browser(world).open(authorize_url(app.client_id, {{"response_mode", "web_message.jwt"}}));
  EXPECT_EQ(parameter(unknown.url, "error"), "invalid_request") << "of a mode that is not known nothing can be made";
}

TEST_F(SignedAnswers, UseTheAlgorithmThatTheClientRegistered) {  // [OAuth.JARM §3]
  const Credentials es = world.client({{"authorization_signed_response_alg", "ES256"}});
  EXPECT_TRUE(opened(response_of(answer(es, {{"response_mode", "jwt"}}).url), Alg::ES256).contains("code"));
  EXPECT_THROW(world.client({{"authorization_signed_response_alg", "none"}}), std::runtime_error);
  EXPECT_THROW(world.client({{"authorization_encrypted_response_enc", "A256GCM"}}), std::runtime_error);
  EXPECT_THROW(world.client({{"authorization_encrypted_response_alg", "RSA-OAEP"}}), std::runtime_error) << "there is no key to encrypt to";
}

TEST_F(SignedAnswers, AreEncryptedWhereTheClientRegisteredSo) {  // [OAuth.JARM §2.2]
  const auto key = SigningKey::generate(Alg::RS256);
  Json jwk = key->public_jwk();
  jwk.erase("alg");
  jwk["use"] = "enc";
  const Credentials bank = world.client({{"authorization_encrypted_response_alg", "RSA-OAEP-256"}, {"jwks", {{"keys", Json::array({jwk})}}}});
  const std::string response = response_of(answer(bank, {{"response_mode", "jwt"}}).url);
  EXPECT_TRUE(jose::looks_encrypted(response)) << response;
}

class Fapi2Signed : public SignedAnswers {
 protected:
  Json metadata(const Json& changes = Json::object()) {
    Json metadata = {{"client_name", "Bank"},
                     {"security_profile", "fapi2-signed"},
                     {"redirect_uris", {kCallback}},
                     {"grant_types", {"authorization_code", "refresh_token"}},
                     {"jwks", {{"keys", Json::array({client_key->public_jwk()})}}}};
    metadata.update(changes);
    return metadata;
  }
  Json claims(const Json& changes = Json::object()) {
    const auto now = epoch_seconds(world.now);
    Json claims = {{"iss", bank}, {"aud", kIssuer}, {"client_id", bank}, {"redirect_uri", kCallback}, {"response_type", "code"}, {"scope", "openid"},
                   {"response_mode", "jwt"}, {"code_challenge", kChallenge}, {"code_challenge_method", "S256"}, {"exp", now + 300}, {"nbf", now}};
    claims.update(changes);
    return claims;
  }
  Json without(const char* name) {
    Json all = claims();
    all.erase(name);
    return all;
  }
  web::Response push(web::Pairs form) {
    const auto now = epoch_seconds(world.now);
    form.emplace_back("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.emplace_back("client_assertion", jose::mint(*client_key, "JWT", {{"iss", bank}, {"sub", bank}, {"aud", kIssuer}, {"iat", now},
                                                                          {"exp", now + 60}, {"jti", "a-" + std::to_string(++assertions_)}}));
    return world.post("/oauth2/par", form);
  }
  web::Response push_signed(const Json& claims) { return push({{"request", jose::mint(*client_key, "oauth-authz-req+jwt", claims)}}); }
  static std::string error(const web::Response& response) { return body_of(response).value("error", std::to_string(response.status)); }

  std::shared_ptr<const SigningKey> client_key = SigningKey::generate(Alg::ES256);
  std::string bank = world.enrol(metadata()).client->client_id;

 private:
  int assertions_ = 0;
};

TEST_F(Fapi2Signed, ASignedRequestGetsASignedAnswer) {  // [CF-04] [MS-01] [MS-04]
  const web::Response pushed = push_signed(claims());
  ASSERT_EQ(pushed.status, 201) << pushed.body;
  Browser browser(world);
  Stop stop = browser.open(std::string(kIssuer) + "/oauth2/authorize?" +
                           web::to_form({{"client_id", bank}, {"request_uri", body_of(pushed).at("request_uri")}}));
  stop = browser.sign_in(stop);
  if (stop.is_consent()) stop = browser.allow(stop);
  const Json answered = opened(response_of(stop.url), Alg::ES256);
  EXPECT_TRUE(answered.contains("code")) << answered;
  EXPECT_FALSE(answered.contains("state"));
}

TEST_F(Fapi2Signed, OnlySignedRequestsAreTaken) {  // [MS-02] [RFC9101 §10.5]
  const std::string url = authorize_url(bank);
  EXPECT_EQ(error(push(web::parse_form(url.substr(url.find('?') + 1)).value())), "invalid_request");
  const Stop stop = Browser(world).open(url);
  EXPECT_EQ(parameter(stop.url, "error"), "invalid_request") << "nor past the pushing";
}

TEST_F(Fapi2Signed, TheRequestSaysForWhomAndHowLong) {  // [MS-01] [FAPI2.Signing §5.3.1]
  const auto now = epoch_seconds(world.now);
  for (const char* name : {"exp", "nbf", "aud", "iss"}) {
    EXPECT_EQ(error(push_signed(without(name))), "invalid_request_object") << name;
  }
  EXPECT_EQ(error(push_signed(claims({{"exp", now - 100}}))), "invalid_request_object");
  EXPECT_EQ(error(push_signed(claims({{"exp", now + 3601}}))), "invalid_request_object") << "too long";
  EXPECT_EQ(error(push_signed(claims({{"nbf", now - 3601}, {"exp", now - 1}}))), "invalid_request_object") << "too old";
  EXPECT_EQ(error(push_signed(claims({{"nbf", now - 3599}, {"exp", now + 1}}))), "201");
  EXPECT_EQ(error(push_signed(claims({{"nbf", now + 8}}))), "201") << "a clock that is a little ahead";
  EXPECT_EQ(error(push_signed(claims({{"nbf", now + 600}, {"exp", now + 700}}))), "invalid_request_object");
  EXPECT_EQ(error(push_signed(claims({{"aud", "https://other.example"}}))), "invalid_request_object");
  EXPECT_EQ(error(push_signed(claims({{"aud", {kIssuer, "https://other.example"}}}))), "201");
  EXPECT_EQ(error(push_signed(claims({{"iss", "somebody"}}))), "invalid_request_object");
  EXPECT_EQ(error(push_signed(without("redirect_uri"))), "invalid_request");
  const auto other = SigningKey::generate(Alg::ES256);
  EXPECT_EQ(error(push({{"request", jose::mint(*other, "JWT", claims())}})), "invalid_request_object");
  const auto rsa = SigningKey::generate(Alg::RS256);
  EXPECT_EQ(error(push({{"request", jose::mint(*rsa, "JWT", claims())}})), "invalid_request_object");
}

TEST_F(Fapi2Signed, CannotBeWeakened) {  // [CF-04]
  EXPECT_THROW(world.enrol(metadata({{"require_signed_request_object", false}})), std::runtime_error);
  EXPECT_THROW(world.enrol(metadata({{"authorization_signed_response_alg", "RS256"}})), std::runtime_error);
  EXPECT_THROW(world.enrol(metadata({{"token_endpoint_auth_method", "client_secret_basic"}})), std::runtime_error);
  const auto registered = world.enrol(metadata());
  EXPECT_TRUE(registered.client->is_fapi());
  EXPECT_TRUE(registered.client->require_signed_request_object);
  EXPECT_TRUE(registered.client->require_pushed_authorization_requests);
}

TEST_F(Fapi2Signed, AnyClientMayInsistOnSignedRequests) {  // [RFC9101 §10.5]
  const Credentials plain = world.client({{"require_signed_request_object", true}, {"jwks", {{"keys", Json::array({client_key->public_jwk()})}}}});
  EXPECT_EQ(parameter(Browser(world).open(authorize_url(plain.client_id)).url, "error"), "invalid_request");
  const std::string object = jose::mint(*client_key, "JWT", {{"client_id", plain.client_id}, {"response_type", "code"}, {"redirect_uri", kCallback},
                                                             {"scope", "openid"}});
  const Stop stop = Browser(world).open(authorize_url(plain.client_id, {{"request", object}}));
  EXPECT_TRUE(stop.is_login()) << "for plain OpenID Connect exp and nbf may be absent";
}

}  // namespace
}  // namespace signet::testing
