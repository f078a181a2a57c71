// Clients that authenticate by a JWT: signed with a key that stands elsewhere, or under their secret [RFC7523] [OIDC.Core §9].
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "flows/browser.h"
#include "jose/mint.h"
#include "jose/signing_key.h"

namespace signet::testing {
namespace {

constexpr const char* kJwks = "https://app.example.test/jwks";

class Assertions : public ::testing::Test {
 protected:
  Json claims_for(const std::string& client_id) {
    return {{"iss", client_id},
            {"sub", client_id},
            {"aud", kIssuer},
            {"iat", epoch_seconds(world.now)},
            {"exp", epoch_seconds(world.now) + 60},
            {"jti", "jti-" + std::to_string(++jtis_)}};
  }
  web::Response token_as(const std::string& assertion) {
    return world.post("/oauth2/token", {{"grant_type", "client_credentials"},
                                        {"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
                                        {"client_assertion", assertion}});
  }
  void publish(const jose::SigningKey& key) { world.documents[kJwks] = Json{{"keys", Json::array({key.public_jwk()})}}.dump(); }

  World world;

 private:
  int jtis_ = 0;
};

TEST_F(Assertions, KeysAreFetchedAndARotatedOneIsFoundWithinAMinute) {  // [DR-06] [RT-05] [TK-04]
  const auto first = jose::SigningKey::generate(jose::Alg::ES256);
  publish(*first);
  const Credentials app = world.client({{"grant_types", {"client_credentials"}},
                                        {"redirect_uris", Json::array()},
                                        {"token_endpoint_auth_method", "private_key_jwt"},
                                        {"jwks_uri", kJwks}});
  EXPECT_TRUE(world.fetched.empty()) << "not before it is needed";
  EXPECT_EQ(token_as(jose::mint(*first, "JWT", claims_for(app.client_id))).status, 200);
  EXPECT_EQ(token_as(jose::mint(*first, "JWT", claims_for(app.client_id))).status, 200);
  EXPECT_EQ(world.fetched, std::vector<std::string>{kJwks});

  const auto second = jose::SigningKey::generate(jose::Alg::ES256);
  publish(*second);
  world.pass(Seconds(59));
  EXPECT_EQ(token_as(jose::mint(*second, "JWT", claims_for(app.client_id))).status, 200);
  EXPECT_EQ(token_as(jose::mint(*first, "JWT", claims_for(app.client_id))).status, 401) << "withdrawn";
}

TEST_F(Assertions, NothingIsFetchedForStrangers) {  // [R-SSRF-3]
  const auto key = jose::SigningKey::generate(jose::Alg::ES256);
  publish(*key);
  world.client({{"token_endpoint_auth_method", "client_secret_basic"}, {"jwks_uri", kJwks}});
  EXPECT_EQ(token_as(jose::mint(*key, "JWT", claims_for("nobody"))).status, 401);
  EXPECT_TRUE(world.fetched.empty());
}

TEST_F(Assertions, ASecretCanKeyAMac) {  // [OIDC.Core §9] [R-CA-3]
  const Credentials app = world.client({{"grant_types", {"client_credentials"}},
                                        {"redirect_uris", Json::array()},
                                        {"token_endpoint_auth_method", "client_secret_jwt"}});
  const auto assertion = [&](const std::string& secret) {
    const std::string input = base64url_encode(R"({"alg":"HS256","typ":"JWT"})") + "." + base64url_encode(claims_for(app.client_id).dump());
    return input + "." + base64url_encode(crypto::hmac_sha256(Secret(secret), input));
  };
  const std::string good = assertion(app.client_secret);
  EXPECT_EQ(token_as(good).status, 200);
  EXPECT_EQ(token_as(good).status, 401) << "once";
  EXPECT_EQ(token_as(assertion(app.client_secret + "x")).status, 401);
  EXPECT_EQ(world.post_as(app, "/oauth2/token", {{"grant_type", "client_credentials"}}).status, 401) << "in no other way [R-CA-1]";
}

TEST_F(Assertions, ASealedSecretOutlivesTheMasterKeyThatSealedIt) {  // [R-CA-3] [R-ST-1]
  const Credentials app = world.client({{"token_endpoint_auth_method", "client_secret_jwt"}});
  const std::string before = world.stores.clients.load().clients.front().secrets.front().sealed.value();
  EXPECT_EQ(before.find(app.client_secret), std::string::npos);
  world.master_keys =
      crypto::MasterKeys::parse(base64url_encode(std::string(32, 'n')) + "," + base64url_encode(std::string(32, 'k'))).value();
  static_cast<void>(world.replica_routes());
  const std::string after = world.stores.clients.load().clients.front().secrets.front().sealed.value();
  EXPECT_NE(after, before) << "sealed anew at start";
  const clients::SecretBox box(crypto::MasterKeys::parse(base64url_encode(std::string(32, 'n'))).value());
  EXPECT_EQ(box.open(after, app.client_id)->reveal(), app.client_secret);
}

}  // namespace
}  // namespace signet::testing
