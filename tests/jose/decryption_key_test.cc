#include "jose/decryption_key.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/base64url.h"
#include "jose/forge.h"
#include "jose/jwe.h"
#include "jose/private_jwk.h"

namespace signet::jose {
namespace {

using testing::key_for;

class DecryptionKeys : public ::testing::Test {
 protected:
  ~DecryptionKeys() override { EXPECT_EQ(ERR_peek_error(), 0U); }  // [S-J15]
};

Secret pem_of(const Secret& pkcs8) {
  return Secret("-----BEGIN PRIVATE KEY-----\n" + base64_encode(pkcs8.reveal()) + "\n-----END PRIVATE KEY-----\n");
}

TEST_F(DecryptionKeys, AreMadeForTheirKind) {
  const auto rsa = DecryptionKey::generate(KeyAlg::RSA_OAEP_256);
  const auto ec = DecryptionKey::generate(KeyAlg::ECDH_ES);
  EXPECT_EQ(base64url_decode(rsa->public_jwk()["n"].get<std::string>())->size(), 256U);
  EXPECT_EQ(ec->public_jwk()["crv"], "P-256");
  for (const auto& key : {rsa, ec}) {
    const Json jwk = key->public_jwk();
    EXPECT_EQ(jwk["kid"], key->public_key()->thumbprint());
    EXPECT_EQ(jwk["kid"], key->kid());
    EXPECT_EQ(jwk["use"], "enc");
    EXPECT_FALSE(jwk.contains("alg")) << "it serves several";
    for (const char* member : {"d", "p", "q", "dp", "dq", "qi"}) {
      EXPECT_FALSE(jwk.contains(member)) << member;
    }
    for (const KeyAlg alg : kAllKeyAlgs) {
      EXPECT_EQ(key->can_decrypt(alg), key_type(alg) == key_type(key->alg()));
      EXPECT_EQ(key->public_key()->can_encrypt(alg), key->can_decrypt(alg));
    }
    EXPECT_FALSE(key->public_key()->can_verify(Alg::RS256) || key->public_key()->can_verify(Alg::ES256));
  }
}

TEST_F(DecryptionKeys, SurviveTheStoreAndPem) {
  for (const KeyAlg alg : {KeyAlg::RSA_OAEP_256, KeyAlg::ECDH_ES}) {
    const auto key = DecryptionKey::generate(alg);
    const std::string token = encrypt("x", {alg, Enc::A128GCM}, *key->public_key());
    for (const auto& again : {DecryptionKey::from_pkcs8(key->to_pkcs8(), alg), DecryptionKey::from_pem(pem_of(key->to_pkcs8()), alg)}) {
      ASSERT_TRUE(again) << again.error();
      EXPECT_EQ((*again)->kid(), key->kid());
      const auto source = [&](std::optional<std::string_view>, KeyAlg) { return std::vector{*again}; };
      EXPECT_TRUE(decrypt(token, {{alg}, {Enc::A128GCM}}, source));
    }
  }
}

TEST_F(DecryptionKeys, RefuseWhatIsNoneOfTheirKind) {
  EXPECT_FALSE(DecryptionKey::from_pkcs8(Secret("junk"), KeyAlg::ECDH_ES));
  EXPECT_FALSE(DecryptionKey::from_pem(Secret("junk"), KeyAlg::ECDH_ES));
  EXPECT_FALSE(DecryptionKey::from_pkcs8(Secret(), KeyAlg::RSA_OAEP));
  EXPECT_FALSE(DecryptionKey::from_pkcs8(key_for(Alg::RS256).to_pkcs8(), KeyAlg::ECDH_ES));
  EXPECT_FALSE(DecryptionKey::from_pkcs8(key_for(Alg::ES256).to_pkcs8(), KeyAlg::RSA_OAEP_256));
  EXPECT_FALSE(DecryptionKey::from_pkcs8(key_for(Alg::EdDSA).to_pkcs8(), KeyAlg::ECDH_ES));
  const std::string twice = std::string(key_for(Alg::ES256).to_pkcs8().reveal()) + '\0';
  EXPECT_FALSE(DecryptionKey::from_pkcs8(Secret(twice), KeyAlg::ECDH_ES));
}

// [R-JW-5] A public half that another private key belongs to would lose every request.
TEST_F(DecryptionKeys, RefuseHalvesThatDoNotBelongTogether) {
  const std::string der(DecryptionKey::generate(KeyAlg::ECDH_ES)->to_pkcs8().reveal());
  const std::string other(DecryptionKey::generate(KeyAlg::ECDH_ES)->to_pkcs8().reveal());
  ASSERT_EQ(der.size(), other.size());
  // The public point is what a P-256 key ends with.
  const auto mixed = DecryptionKey::from_pkcs8(Secret(der.substr(0, der.size() - 64) + other.substr(other.size() - 64)), KeyAlg::ECDH_ES);
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error(), "the private and the public half of the key do not belong together");
}

}  // namespace
}  // namespace signet::jose
