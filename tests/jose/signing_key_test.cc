#include "jose/signing_key.h"

#include <atomic>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "jose/forge.h"
#include "jose/vectors.h"

namespace signet::jose {
namespace {

using testing::key_for;
using testing::vector_text;

class SigningKeyTest : public ::testing::Test {
 protected:
  ~SigningKeyTest() override { EXPECT_EQ(ERR_peek_error(), 0U); }  // [S-J15]
};

TEST_F(SigningKeyTest, SignsWhatItsPublicHalfVerifies) {
  for (const Alg alg : kAllAlgs) {
    const SigningKey& key = key_for(alg);
    EXPECT_EQ(key.alg(), alg);
    for (const std::string& input : {std::string(), std::string("x"), std::string(100000, 'y')}) {
      EXPECT_TRUE(key.public_key()->verify(alg, input, key.sign(input))) << name_of(alg);
    }
  }
}

TEST_F(SigningKeyTest, SignaturesAreRawAndOfFixedSize) {
  const std::pair<Alg, std::size_t> rows[] = {{Alg::RS256, 256}, {Alg::PS512, 256}, {Alg::ES256, 64},
                                              {Alg::ES384, 96},  {Alg::ES512, 132}, {Alg::EdDSA, 64},  {Alg::Ed25519, 64}};
  for (const auto& [alg, size] : rows) {
    for (int i = 0; i < 50; ++i) {  // one ECDSA number in 256 has a leading zero octet
      EXPECT_EQ(key_for(alg).sign(std::to_string(i)).size(), size) << name_of(alg);
    }
  }
}

// [R-JW-9] [R-KY-3]
TEST_F(SigningKeyTest, ItsPublicJwkHasNoPrivateMember) {
  for (const Alg alg : kAllAlgs) {
    const Json jwk = key_for(alg).public_jwk();
    EXPECT_EQ(jwk["alg"], name_of(alg));
    EXPECT_EQ(jwk["use"], "sig");
    EXPECT_EQ(jwk["kid"], key_for(alg).kid());
    for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "k"}) {
      EXPECT_FALSE(jwk.contains(member)) << member;
    }
  }
}

TEST_F(SigningKeyTest, SurvivesTheWayThroughPkcs8) {
  for (const Alg alg : kAllAlgs) {
    const auto again = SigningKey::from_pkcs8(key_for(alg).to_pkcs8(), alg);
    ASSERT_TRUE(again) << name_of(alg) << again.error();
    EXPECT_EQ((*again)->kid(), key_for(alg).kid());
    EXPECT_TRUE(key_for(alg).public_key()->verify(alg, "input", (*again)->sign("input")));
  }
}

// [S-J9] [R-JW-5]
TEST_F(SigningKeyTest, AKeyIsTakenOnlyForAnAlgorithmThatItSuits) {
  const Secret rsa = key_for(Alg::RS256).to_pkcs8();
  const Secret p256 = key_for(Alg::ES256).to_pkcs8();
  EXPECT_TRUE(SigningKey::from_pkcs8(rsa, Alg::PS384));
  for (const Alg alg : {Alg::ES256, Alg::ES384, Alg::EdDSA}) {
    EXPECT_FALSE(SigningKey::from_pkcs8(rsa, alg)) << name_of(alg);
  }
  for (const Alg alg : {Alg::RS256, Alg::ES384, Alg::ES512, Alg::EdDSA}) {
    EXPECT_FALSE(SigningKey::from_pkcs8(p256, alg)) << name_of(alg);
  }
}

TEST_F(SigningKeyTest, RefusesDamagedPkcs8) {
  const Secret der = key_for(Alg::ES256).to_pkcs8();
  const std::string bytes(der.reveal());
  EXPECT_FALSE(SigningKey::from_pkcs8(Secret(""), Alg::ES256));
  EXPECT_FALSE(SigningKey::from_pkcs8(Secret("not a key"), Alg::ES256));
  EXPECT_FALSE(SigningKey::from_pkcs8(Secret(bytes + '\0'), Alg::ES256));
  EXPECT_FALSE(SigningKey::from_pkcs8(Secret(bytes.substr(0, bytes.size() - 1)), Alg::ES256));
  // Every byte, some of them in the private number: then the halves disagree.
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    const auto key = SigningKey::from_pkcs8(Secret(damaged), Alg::ES256);
    if (key) {  // attributes and flags that do not belong to the key
      EXPECT_EQ((*key)->kid(), key_for(Alg::ES256).kid()) << i;
    }
  }
}

TEST_F(SigningKeyTest, ReadsPemInItsUsualForms) {
  EXPECT_TRUE(SigningKey::from_pem(Secret(vector_text("rfc7515_a2_private.pem")), Alg::RS256));
  EXPECT_TRUE(SigningKey::from_pem(Secret(vector_text("rfc8037_a1_private.pem")), Alg::EdDSA));
  // SEC1, as `openssl ecparam -genkey -noout` writes it.
  const auto sec1 =
      SigningKey::from_pem(Secret("-----BEGIN EC PRIVATE KEY-----\n"
                                  "MHcCAQEEII6bEJ5xkJi/mASH3x9dd+nLKWBuvtImO19XwhPfhPSyoAoGCCqGSM49\n"
                                  "AwEHoUQDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72b\n"
                                  "focs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==\n"
                                  "-----END EC PRIVATE KEY-----\n"),
                           Alg::ES256);
  ASSERT_TRUE(sec1) << sec1.error();
  EXPECT_EQ((*sec1)->public_jwk()["x"], "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU");  // [RFC7515 §A.3]
  EXPECT_FALSE(SigningKey::from_pem(Secret(""), Alg::ES256));
  EXPECT_FALSE(SigningKey::from_pem(Secret("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
                                    Alg::ES256));
}

// [S-J16] Both kinds of encrypted PEM; the pass phrase is "signet". A test that hangs here reads the
// terminal.
TEST_F(SigningKeyTest, NeverAsksForAPassPhrase) {
  for (const char* pem : {"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                          "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiMZ9wl/bVTkwICCAAw\n"
                          "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEO5foBMFKE7pCXVqgvOFlO8EgZA2\n"
                          "Dmv/oKugxHAU7hEpzAyiV6nmb7nDn/y4aWbC0m7wySQiVHPJrcoVLOdCu0wbPHNh\n"
                          "3eVZu9JfYmt/DcXgyY4zL/yjIp5YxUIAhKHOmryxclAM2VyVk7Rr3Owwls9o8Svp\n"
                          "FfScy8F18ejDLJNF1UTkYLAKRZ8F/PSd8ZmggV1pHQkiYeHhPVR2s6Q6FC2iz9s=\n"
                          "-----END ENCRYPTED PRIVATE KEY-----\n",
                          "-----BEGIN EC PRIVATE KEY-----\n"
                          "Proc-Type: 4,ENCRYPTED\n"
                          "DEK-Info: AES-128-CBC,A6C1313AF268F5BC00ED022B988E33A1\n\n"
                          "AFq7MJUqrJTb0FQfL+X7kR+SgmgFowQsy8nyb+hr+pGKtG7EXYmNBHVuA5H3QVPZ\n"
                          "4a0WMKSoesSTRzLPpapHew4xmzR32vNQI3iTTSkDi5KTEZ4nrJdec1zM6CBWMIlE\n"
                          "OXUaXQuGDBHtahcIB/Kritr1wzPNWXqctHvSS1zcpMc=\n"
                          "-----END EC PRIVATE KEY-----\n"}) {
    const auto key = SigningKey::from_pem(Secret(pem), Alg::ES256);
    ASSERT_FALSE(key);
    EXPECT_NE(key.error().find("pass phrase"), std::string::npos);
  }
}

// For ThreadSanitizer as much as for the assertions.
TEST_F(SigningKeyTest, ManyThreadsSignWithTheSameKeysAtOnce) {
  const SigningKey* keys[] = {&key_for(Alg::RS256), &key_for(Alg::PS256), &key_for(Alg::ES256),
                              &key_for(Alg::EdDSA)};
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 8; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 40; ++i) {
        const SigningKey& key = *keys[(thread + i) % 4];
        const std::string input = std::to_string(thread) + ' ' + std::to_string(i);
        wrong += key.public_key()->verify(key.alg(), input, key.sign(input)) ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(wrong, 0);
}

// A thread remembers 16 keys; the seventeenth, and keys that die and are born at the same address, are no
// surprise.
TEST_F(SigningKeyTest, KeysComeAndGoUnderAThreadThatSigns) {
  std::vector<std::shared_ptr<const SigningKey>> alive;
  for (int i = 0; i < 40; ++i) {
    alive.push_back(SigningKey::generate(Alg::EdDSA));
  }
  for (int round = 0; round < 3; ++round) {
    for (const auto& key : alive) {
      EXPECT_TRUE(key->public_key()->verify(Alg::EdDSA, "input", key->sign("input")));
    }
  }
  for (int i = 0; i < 200; ++i) {
    const auto key = SigningKey::generate(Alg::EdDSA);
    EXPECT_TRUE(key->public_key()->verify(Alg::EdDSA, "input", key->sign("input")));
  }
}

}  // namespace
}  // namespace signet::jose
