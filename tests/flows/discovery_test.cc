// Discovery and JWKS: what is said must be true.
#include <gtest/gtest.h>

#include <set>

#include "base/base64url.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

class Discovery : public ::testing::Test {
 protected:
  World world;
  Json document = body_of(world.get("/.well-known/openid-configuration"));
};

TEST_F(Discovery, SaysWhatCertificationRequires) {  // [DI-01] [DI-02] [DI-04] [DI-06] [DI-07] [DI-08] [GE-07]
  EXPECT_EQ(document.at("issuer"), kIssuer);
  for (const auto& [name, value] : document.items()) {
    EXPECT_FALSE(value.is_null()) << name;
    EXPECT_NE(value, Json("")) << name;
    EXPECT_NE(value, Json::array()) << name;
    if (name.ends_with("_endpoint") || name == "jwks_uri") {
      EXPECT_TRUE(value.get<std::string>().starts_with("https://")) << name;
    }
  }
  const auto lists = [&](const char* name, const std::string& value) {
    const Json& values = document.at(name);
    return std::find(values.begin(), values.end(), value) != values.end();
  };
  EXPECT_TRUE(lists("response_types_supported", "code"));
  EXPECT_TRUE(lists("id_token_signing_alg_values_supported", "RS256"));
  EXPECT_TRUE(lists("scopes_supported", "openid"));
  EXPECT_TRUE(lists("subject_types_supported", "public"));
  EXPECT_TRUE(lists("grant_types_supported", "refresh_token"));
  EXPECT_EQ(document.at("code_challenge_methods_supported"), Json({"S256"}));
  EXPECT_EQ(document.at("authorization_response_iss_parameter_supported"), true);
  for (const char* name : {"request_parameter_supported", "request_uri_parameter_supported", "claims_parameter_supported"}) {
    EXPECT_EQ(document.at(name), true) << name;
  }
}

TEST_F(Discovery, NamesOnlyRegisteredMembers) {  // [DI-03]
  const std::set<std::string> registered = {
      "issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "device_authorization_endpoint", "revocation_endpoint", "introspection_endpoint",
      "scopes_supported", "response_types_supported", "response_modes_supported", "grant_types_supported", "acr_values_supported",
      "subject_types_supported", "id_token_signing_alg_values_supported", "token_endpoint_auth_methods_supported",
      "token_endpoint_auth_signing_alg_values_supported", "revocation_endpoint_auth_methods_supported",
      "revocation_endpoint_auth_signing_alg_values_supported", "introspection_endpoint_auth_methods_supported",
      "introspection_endpoint_auth_signing_alg_values_supported", "claim_types_supported", "claims_supported", "ui_locales_supported",
      "code_challenge_methods_supported", "prompt_values_supported", "claims_parameter_supported", "request_parameter_supported",
      "dpop_signing_alg_values_supported", "tls_client_certificate_bound_access_tokens", "mtls_endpoint_aliases", "request_uri_parameter_supported", "authorization_response_iss_parameter_supported", "display_values_supported",
      "id_token_encryption_alg_values_supported", "id_token_encryption_enc_values_supported", "userinfo_signing_alg_values_supported",
      "userinfo_encryption_alg_values_supported", "userinfo_encryption_enc_values_supported", "request_object_signing_alg_values_supported",
      "request_object_encryption_alg_values_supported", "request_object_encryption_enc_values_supported", "require_request_uri_registration",
      "registration_endpoint", "end_session_endpoint", "authorization_signing_alg_values_supported", "authorization_encryption_alg_values_supported",
      "authorization_encryption_enc_values_supported", "backchannel_authentication_endpoint", "backchannel_token_delivery_modes_supported",
      "backchannel_authentication_request_signing_alg_values_supported", "backchannel_user_code_parameter_supported", "check_session_iframe", "backchannel_logout_supported",
      "backchannel_logout_session_supported", "frontchannel_logout_supported", "frontchannel_logout_session_supported",
      "pushed_authorization_request_endpoint", "require_pushed_authorization_requests"};
  for (const auto& [name, value] : document.items()) {
    EXPECT_TRUE(registered.contains(name)) << name;
  }
}

TEST_F(Discovery, SaysHowSessionsEnd) {  // [LO-01]
  for (const char* name : {"backchannel_logout_supported", "backchannel_logout_session_supported", "frontchannel_logout_supported",
                           "frontchannel_logout_session_supported"}) {
    EXPECT_EQ(document.at(name), true) << name;
  }
  EXPECT_EQ(document.at("end_session_endpoint"), std::string(kIssuer) + "/oauth2/logout");
  EXPECT_EQ(document.at("check_session_iframe"), std::string(kIssuer) + "/oauth2/check_session");
}

TEST_F(Discovery, EveryEndpointAnswers) {
  for (const auto& [name, value] : document.items()) {
    if (name.ends_with("_endpoint") || name == "jwks_uri" || name == "check_session_iframe") {
      EXPECT_NE(world.get(value.get<std::string>()).status, 404) << name;
    }
  }
}

TEST_F(Discovery, EveryAdvertisedAuthenticationMethodCanBeRegistered) {
  for (const std::string method : document.at("token_endpoint_auth_methods_supported")) {
    if (method != "private_key_jwt") {  // needs keys; proven by the tests of clients/authenticate
      EXPECT_NO_THROW(world.client({{"token_endpoint_auth_method", method}})) << method;
    }
  }
  EXPECT_THROW(world.client({{"token_endpoint_auth_method", "tls_client_auth"}}), std::runtime_error);
}

TEST_F(Discovery, EveryAdvertisedAssertionAlgorithmCanBeRegistered) {  // [R-CA-3] [R-CA-5]
  for (const char* endpoint : {"token", "revocation", "introspection"}) {
    for (const std::string alg : document.at(std::string(endpoint) + "_endpoint_auth_signing_alg_values_supported")) {
      const bool mac = alg.starts_with("HS");
      EXPECT_NO_THROW(world.client({{"token_endpoint_auth_method", mac ? "client_secret_jwt" : "private_key_jwt"},
                                    {"jwks_uri", "https://app.example.test/jwks"},
                                    {"token_endpoint_auth_signing_alg", alg}}))
          << alg;
    }
  }
}

TEST_F(Discovery, EveryAdvertisedSigningAlgorithmSigns) {  // [IT-01]
  world.account();
  for (const std::string alg : document.at("id_token_signing_alg_values_supported")) {
    const Credentials client = world.client({{"id_token_signed_response_alg", alg}});
    const std::string id_token = body_of(redeem(world, client, code_for(world, client))).at("id_token");
    const Json header = Json::parse(base64url_decode(id_token.substr(0, id_token.find('.'))).value());
    EXPECT_EQ(header.at("alg"), alg);
    EXPECT_TRUE(header.contains("kid"));
  }
  EXPECT_THROW(world.client({{"id_token_signed_response_alg", "none"}}), std::runtime_error);
  EXPECT_THROW(world.client({{"id_token_signed_response_alg", "HS256"}}), std::runtime_error);
}

TEST_F(Discovery, IsPublicAndCacheable) {  // [R-HD-5]
  for (const std::string path : {"/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/oauth2/jwks"}) {
    const web::Response response = world.get(path);
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(web::only(response.headers, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(web::only(response.headers, "Content-Type"), "application/json");
    const std::string etag(web::only(response.headers, "ETag").value());
    EXPECT_EQ(world.get(path, {{"If-None-Match", etag}}).status, 304);
    EXPECT_EQ(world.get(path, {{"If-None-Match", "\"other\""}}).status, 200);
  }
}

TEST_F(Discovery, KeysArePublicDistinctAndNamed) {  // [DI-09] [R-JW-9]
  const Json jwks = body_of(world.get("/oauth2/jwks"));
  std::set<std::string> kids;
  for (const Json& key : jwks.at("keys")) {
    EXPECT_TRUE(kids.insert(key.at("kid")).second);
    for (const char* secret : {"d", "p", "q", "dp", "dq", "qi", "k", "oth"}) {
      EXPECT_FALSE(key.contains(secret)) << secret;
    }
  }
  EXPECT_EQ(kids.size(), 5u);  // active and next, RS256 and ES256; active, ECDH-ES
}

TEST_F(Discovery, RotationPublishesANewKeyAndKeepsTheOld) {  // [DI-10] [R-KY-1]
  world.account();
  const Credentials client = world.client();
  const std::string before = body_of(redeem(world, client, code_for(world, client))).at("id_token");
  world.provider->keys().rotate(world.now, false);
  const std::string after = body_of(redeem(world, client, code_for(world, client))).at("id_token");
  const auto kid = [](const std::string& token) {
    return Json::parse(base64url_decode(token.substr(0, token.find('.'))).value()).at("kid").get<std::string>();
  };
  EXPECT_NE(kid(before), kid(after));
  const std::string jwks = world.get("/oauth2/jwks").body;
  EXPECT_NE(jwks.find(kid(before)), std::string::npos);
  EXPECT_NE(jwks.find(kid(after)), std::string::npos);
}

TEST(IssuerWithAPath, IsServedInEveryFormThatClientsTry) {  // [DI-01] [RFC8414 §3.1]
  config::Settings settings = World::default_settings();
  const std::string issuer = "https://login.example.test/tenant";
  settings.issuer = issuer;
  World world(std::move(settings));
  for (const std::string path : {"/.well-known/openid-configuration/tenant", "/tenant/.well-known/openid-configuration",
                                 "/.well-known/oauth-authorization-server/tenant", "/tenant/.well-known/oauth-authorization-server"}) {
    EXPECT_EQ(body_of(world.get(path)).at("issuer"), issuer) << path;
  }
  EXPECT_EQ(world.get("/tenant/oauth2/jwks").status, 200);
  EXPECT_EQ(world.get("/oauth2/jwks").status, 404);
}

}  // namespace
}  // namespace signet::testing
