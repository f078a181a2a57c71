// ID tokens and UserInfo as each client registered them: signed with its algorithm, encrypted to its key [OIDC.Core §10].
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "flows/browser.h"
#include "jose/jwe.h"
#include "jose/verify.h"

namespace signet::testing {
namespace {

class Protected : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();

  Json sign_in(const Credentials& client) { return body_of(redeem(world, client, code_for(world, client))); }
  web::Response userinfo(const Json& tokens) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}});
  }
  // The claims of a token of ours, whose signature holds under a key that we publish.
  Json verified(const std::string& token, jose::Alg alg) {
    const auto keys = jose::import_jwks(body_of(world.get("/oauth2/jwks"))).value();
    const auto jws = jose::verify(token, {{alg}, {"jwt"}}, jose::keys_of(keys));
    EXPECT_TRUE(jws) << jose::name_of(alg);
    return jws ? jws->claims : Json();
  }
  static std::string opened(const std::string& token, const std::shared_ptr<const jose::DecryptionKey>& key, const jose::Encryption& encryption) {
    const auto plain = jose::decrypt(token, {{encryption.alg}, {encryption.enc}},
                                     [&](std::optional<std::string_view>, jose::KeyAlg) { return std::vector{key}; });
    EXPECT_TRUE(plain) << jose::name_of(encryption.alg);
    return plain ? plain->plaintext : "";
  }
};

TEST_F(Protected, EveryAlgorithmOfTheStandardSignsForAClientThatChoseIt) {  // [IT-01] [UI-04]
  for (const jose::Alg alg : jose::kAllAlgs) {
    const Credentials client = world.client({{"id_token_signed_response_alg", jose::name_of(alg)}, {"userinfo_signed_response_alg", jose::name_of(alg)}});
    const Json tokens = sign_in(client);
    EXPECT_EQ(verified(tokens.at("id_token"), alg).at("sub"), alice);
    const web::Response answer = userinfo(tokens);
    EXPECT_EQ(web::only(answer.headers, "Content-Type"), "application/jwt");  // [GE-04]
    const Json claims = verified(answer.body, alg);
    EXPECT_EQ(claims.at("sub"), alice);
    EXPECT_EQ(claims.at("iss"), kIssuer);
    EXPECT_EQ(claims.at("aud"), client.client_id);
    EXPECT_EQ(claims.at("email"), "alice@example.test");
    EXPECT_FALSE(claims.contains("nonce"));
  }
}

TEST_F(Protected, AKeyForARareAlgorithmIsMadeOnceAndRotatesWithTheRest) {
  const Credentials first = world.client({{"id_token_signed_response_alg", "ES512"}});
  const std::string before = sign_in(first).at("id_token");
  const Credentials second = world.client({{"id_token_signed_response_alg", "ES512"}});
  const auto kid = [](const std::string& token) { return Json::parse(base64url_decode(token.substr(0, token.find('.'))).value()).at("kid"); };
  EXPECT_EQ(kid(sign_in(second).at("id_token")), kid(before));
  (void)world.provider->keys().rotate(world.now, true);
  EXPECT_NE(kid(sign_in(first).at("id_token")), kid(before));
  EXPECT_EQ(verified(before, jose::Alg::ES512).at("sub"), alice) << "the old key is still published";
}

TEST_F(Protected, IdTokenAndUserInfoAreEncryptedForTheirClient) {  // [OIDC.Core §10.2] [RFC7519 §11.2]
  for (const jose::KeyAlg alg : jose::kAllKeyAlgs) {
    const jose::Encryption encryption{alg, alg == jose::KeyAlg::RSA_OAEP ? jose::Enc::A256CBC_HS512 : jose::Enc::A128GCM};
    const auto key = jose::DecryptionKey::generate(alg);
    const std::string name(jose::name_of(alg)), enc(jose::name_of(encryption.enc));
    const Credentials client = world.client({{"jwks", {{"keys", {key->public_jwk()}}}},
                                             {"id_token_encrypted_response_alg", name}, {"id_token_encrypted_response_enc", enc},
                                             {"userinfo_encrypted_response_alg", name}, {"userinfo_encrypted_response_enc", enc}});
    const Json tokens = sign_in(client);
    const std::string inner = opened(tokens.at("id_token"), key, encryption);
    EXPECT_EQ(verified(inner, jose::Alg::RS256).at("sub"), alice) << name << ": signed within";
    const web::Response answer = userinfo(tokens);
    EXPECT_EQ(web::only(answer.headers, "Content-Type"), "application/jwt");
    EXPECT_EQ(Json::parse(opened(answer.body, key, encryption)).at("sub"), alice) << name << ": encrypted, not signed, as registered";
  }
}

TEST_F(Protected, TheKeyToEncryptToMayStandAtTheClients) {  // [DR-06]
  const auto key = jose::DecryptionKey::generate(jose::KeyAlg::RSA_OAEP_256);
  world.documents["https://app.example.test/jwks"] = Json{{"keys", {key->public_jwk()}}}.dump();
  const Credentials client = world.client({{"jwks_uri", "https://app.example.test/jwks"}, {"id_token_encrypted_response_alg", "RSA-OAEP-256"}});
  EXPECT_EQ(verified(opened(sign_in(client).at("id_token"), key, {}), jose::Alg::RS256).at("aud"), client.client_id);
}

TEST_F(Protected, WhereNoKeyFitsNothingIsToldInClear) {
  const Credentials client = world.client({{"jwks_uri", "https://app.example.test/nothing"}, {"id_token_encrypted_response_alg", "ECDH-ES"}});
  const web::Response refused = redeem(world, client, code_for(world, client));
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.trail.reason, "client_key_missing");
  EXPECT_FALSE(body_of(refused).contains("access_token"));
}

}  // namespace
}  // namespace signet::testing
