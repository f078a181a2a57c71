#include "jose/alg.h"

#include <gtest/gtest.h>

namespace signet::jose {
namespace {

TEST(Alg, NamesGoThereAndBack) {
  for (const Alg alg : kAllAlgs) {
    EXPECT_EQ(alg_from(name_of(alg)), alg);
  }
}

// [R-JW-2] [S-J1] [S-J5] [S-J8]
TEST(Alg, NothingElseIsAnAlgorithm) {
  using namespace std::string_view_literals;
  for (const std::string_view name :
       {""sv, "none"sv, "NONE"sv, "rs256"sv, "RS256 "sv, "RS256\0"sv, "RS2560"sv, "RS25"sv, "HS256"sv,
        "HS384"sv, "HS512"sv, "RS1"sv, "ES256K"sv, "ES521"sv, "eddsa"sv, "ed25519"sv, "Ed448"sv, "RSA-OAEP"sv,
        "dir"sv}) {
    EXPECT_FALSE(alg_from(name)) << name;
  }
}

TEST(Alg, SaysHashKeyTypeAndCurve) {
  EXPECT_EQ(hash_bits(Alg::RS256), 256);
  EXPECT_EQ(hash_bits(Alg::PS384), 384);
  EXPECT_EQ(hash_bits(Alg::ES512), 512);
  EXPECT_EQ(hash_bits(Alg::EdDSA), 512);
  EXPECT_EQ(key_type(Alg::PS512), KeyType::RSA);
  EXPECT_EQ(key_type(Alg::ES384), KeyType::EC);
  EXPECT_EQ(key_type(Alg::EdDSA), KeyType::OKP);
  EXPECT_EQ(curve_of(Alg::RS512), "");
  EXPECT_EQ(curve_of(Alg::ES512), "P-521");
  EXPECT_EQ(curve_of(Alg::EdDSA), "Ed25519");
  EXPECT_EQ(key_type(Alg::Ed25519), KeyType::OKP);
  EXPECT_EQ(curve_of(Alg::Ed25519), "Ed25519");
  EXPECT_EQ(hash_bits(Alg::Ed25519), 512);
}

}  // namespace
}  // namespace signet::jose
