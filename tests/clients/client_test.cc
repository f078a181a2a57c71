#include "clients/client.h"

#include <gtest/gtest.h>

#include "jose/signing_key.h"

namespace signet::clients {
namespace {

using protocol::ApplicationType;

Client client_with(AuthMethod method, ApplicationType type, std::vector<std::string> redirect_uris) {
  Client client;
  client.token_endpoint_auth_method = method;
  client.application_type = type;
  client.redirect_uris = std::move(redirect_uris);
  return client;
}

TEST(Client, NamesOfMethodsAreThoseOnTheWire) {
  for (const AuthMethod method : {AuthMethod::none, AuthMethod::client_secret_basic,
                                  AuthMethod::client_secret_post, AuthMethod::client_secret_jwt,
                                  AuthMethod::private_key_jwt}) {
    EXPECT_EQ(auth_method_from(name_of(method)), method);
  }
  EXPECT_EQ(name_of(AuthMethod::private_key_jwt), "private_key_jwt");
  EXPECT_EQ(auth_method_from("None"), std::nullopt);
  EXPECT_EQ(access_token_format_from("opaque"), AccessTokenFormat::opaque);
  EXPECT_EQ(name_of(AccessTokenFormat::jwt), "jwt");
  EXPECT_EQ(access_token_format_from("JWT"), std::nullopt);
}

TEST(Client, OnlyRegisteredGrantsAndResponseTypes) {  // [R-AZ-10]
  Client client;
  client.grant_types = {"authorization_code"};
  client.response_types = {"code", "code id_token"};
  EXPECT_TRUE(client.may_use_grant("authorization_code"));
  EXPECT_FALSE(client.may_use_grant("refresh_token"));
  EXPECT_FALSE(client.may_use_grant(""));
  EXPECT_TRUE(client.may_use_response_type("code"));
  EXPECT_TRUE(client.may_use_response_type("id_token code"));
  EXPECT_FALSE(client.may_use_response_type("id_token"));
  EXPECT_FALSE(client.may_use_response_type("code id_token token"));
  EXPECT_FALSE(client.may_use_response_type("code code"));
  EXPECT_FALSE(client.may_use_response_type(""));
}

TEST(Client, RedirectUrisMatchByteForByte) {  // [R-AZ-1] [R-AZ-2]
  const Client client =
      client_with(AuthMethod::none, ApplicationType::web, {"https://app.example/cb", "http://127.0.0.1/cb"});
  EXPECT_TRUE(client.has_redirect_uri("https://app.example/cb"));
  EXPECT_TRUE(client.has_redirect_uri("http://127.0.0.1:49152/cb"));
  EXPECT_FALSE(client.has_redirect_uri("https://app.example/cb/"));
  EXPECT_FALSE(client.has_redirect_uri("https://app.example:443/cb"));
  EXPECT_FALSE(client.has_redirect_uri(""));
}

TEST(Client, ConsentIsRememberedOnlyWhereNobodyCanPoseAsTheClient) {  // [R-CO-2]
  struct Row {
    AuthMethod method;
    ApplicationType type;
    const char* registered;
    const char* presented;
    bool remembered;
  };
  const Row rows[] = {
      {AuthMethod::client_secret_basic, ApplicationType::web, "https://app.example/cb",
       "https://app.example/cb", true},
      {AuthMethod::client_secret_post, ApplicationType::native, "com.example.app:/cb", "com.example.app:/cb",
       true},
      {AuthMethod::private_key_jwt, ApplicationType::web, "http://127.0.0.1/cb", "http://127.0.0.1:5/cb",
       true},
      {AuthMethod::none, ApplicationType::web, "https://app.example/cb", "https://app.example/cb", true},
      {AuthMethod::none, ApplicationType::web, "http://127.0.0.1:3000/cb", "http://127.0.0.1:3000/cb", true},
      {AuthMethod::none, ApplicationType::web, "http://127.0.0.1:3000/cb", "http://127.0.0.1:3001/cb", false},
      {AuthMethod::none, ApplicationType::native, "https://app.example/cb", "https://app.example/cb", false},
      {AuthMethod::none, ApplicationType::native, "http://127.0.0.1/cb", "http://127.0.0.1/cb", false},
      {AuthMethod::none, ApplicationType::native, "com.example.app:/cb", "com.example.app:/cb", false},
  };
  for (const Row& row : rows) {
    const Client client = client_with(row.method, row.type, {row.registered});
    ASSERT_TRUE(client.has_redirect_uri(row.presented));
    EXPECT_EQ(client.may_remember_consent(row.presented), row.remembered)
        << name_of(row.method) << " " << row.presented;
  }
}

TEST(Client, FingerprintFollowsRedirectUrisAndKeysAlone) {  // [R-CO-2]
  Client client =
      client_with(AuthMethod::none, ApplicationType::web, {"https://a.example/", "https://b.example/"});
  const std::string before = client.fingerprint();

  client.redirect_uris = {"https://b.example/", "https://a.example/"};
  client.client_name = "Another name";
  EXPECT_EQ(client.fingerprint(), before) << "neither order nor name";

  client.redirect_uris = {"https://a.example/"};
  EXPECT_NE(client.fingerprint(), before);
  client.redirect_uris = {"https://a.example/", "https://b.example/"};
  EXPECT_EQ(client.fingerprint(), before);

  const auto set_of = [](const Json& jwk) {
    return std::make_shared<const jose::KeySet>(*jose::import_jwks({{"keys", Json::array({jwk})}}));
  };
  client.keys = set_of(jose::SigningKey::generate(jose::Alg::ES256)->public_jwk());
  const std::string with_key = client.fingerprint();
  EXPECT_NE(with_key, before);
  client.keys = set_of(jose::SigningKey::generate(jose::Alg::ES256)->public_jwk());
  EXPECT_NE(client.fingerprint(), with_key);
  const std::string by_value = client.fingerprint();
  client.jwks_uri = "https://app.example/jwks";
  EXPECT_NE(client.fingerprint(), by_value) << "keys stand elsewhere";
}

}  // namespace
}  // namespace signet::clients
