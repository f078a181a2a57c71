#include "keys/purpose.h"

#include <gtest/gtest.h>

namespace signet::keys {
namespace {

using jose::Alg;
using jose::KeyAlg;

// [RFC7517 §4.2]
TEST(PurposeOfAKey, IsSpelledByItsAlgorithm) {
  for (const Alg alg : jose::kAllAlgs) {
    EXPECT_EQ(purpose_from(jose::name_of(alg)), Purpose(alg));
    EXPECT_EQ(name_of(Purpose(alg)), jose::name_of(alg));
    EXPECT_EQ(use_of(Purpose(alg)), "sig");
    EXPECT_FALSE(is_for_encryption(jose::name_of(alg)));
  }
  for (const KeyAlg alg : jose::kAllKeyAlgs) {
    EXPECT_EQ(purpose_from(jose::name_of(alg)), Purpose(alg));
    EXPECT_EQ(name_of(Purpose(alg)), jose::name_of(alg));
    EXPECT_EQ(use_of(Purpose(alg)), "enc");
    EXPECT_TRUE(is_for_encryption(jose::name_of(alg)));
  }
  for (const char* alg : {"", "HS256", "RSA1_5", "dir", "rs256", "A128GCM"}) {
    EXPECT_FALSE(purpose_from(alg)) << alg;
  }
}

TEST(PurposeOfAKey, OneKeyServesEveryAlgorithmOfItsKind) {
  EXPECT_EQ(served_by({KeyAlg::RSA_OAEP_256}), (std::vector{KeyAlg::RSA_OAEP, KeyAlg::RSA_OAEP_256}));
  EXPECT_EQ(served_by({KeyAlg::ECDH_ES}), (std::vector{KeyAlg::ECDH_ES, KeyAlg::ECDH_ES_A128KW, KeyAlg::ECDH_ES_A256KW}));
  EXPECT_EQ(served_by({KeyAlg::ECDH_ES, KeyAlg::RSA_OAEP_256}), std::vector(jose::kAllKeyAlgs.begin(), jose::kAllKeyAlgs.end()));
  EXPECT_TRUE(served_by({}).empty());
}

}  // namespace
}  // namespace signet::keys
