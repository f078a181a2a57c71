// Published examples: what others signed verifies here, and where signing is deterministic we sign the same
// bytes.
#include <gtest/gtest.h>

#include "base/base64url.h"
#include "jose/public_key.h"
#include "jose/signing_key.h"
#include "jose/vectors.h"
#include "jose/verify.h"

namespace signet::jose {
namespace {

using testing::vector_text;
using testing::vectors;

// [RFC7515 §A.2] [RFC7515 §A.3] [RFC7515 §A.4] [RFC8037 §A.4]
TEST(RfcVectors, EveryPrintedSignatureVerifiesAndNoOtherDoes) {
  const Json rows = vectors("jose_rfc.json");
  ASSERT_EQ(rows.size(), 4U);
  for (const Json& row : rows) {
    const auto key = import_public_jwk(row["jwk"]);
    ASSERT_TRUE(key) << row["source"] << key.error();
    const auto alg = alg_from(row["alg"].get<std::string>());
    ASSERT_TRUE(alg);
    const std::string input = row["signing_input"];
    const std::string signature = base64url_decode(row["signature"].get<std::string>()).value();
    EXPECT_TRUE((*key)->verify(*alg, input, signature)) << row["source"];
    EXPECT_FALSE((*key)->verify(*alg, input + "A", signature)) << row["source"];
    EXPECT_FALSE((*key)->verify(*alg, "", signature)) << row["source"];
  }
}

// The two of them whose payload is a JSON object are whole tokens; both expired in 2011, which is for others
// to judge.
TEST(RfcVectors, TheTokensReadAsTokens) {
  int tokens = 0;
  for (const Json& row : vectors("jose_rfc.json")) {
    const std::string token =
        row["signing_input"].get<std::string>() + '.' + row["signature"].get<std::string>();
    const auto set = import_jwks({{"keys", {row["jwk"]}}});
    ASSERT_TRUE(set);
    const auto verified =
        verify(token, {{Alg::RS256, Alg::ES256, Alg::ES512, Alg::EdDSA}, {""}}, keys_of(*set));
    if (verified) {
      ++tokens;
      EXPECT_EQ(verified->claims["iss"], "joe");
      EXPECT_EQ(verified->claims["exp"], 1300819380);
    } else {
      EXPECT_EQ(verified.error(), JwsFault::malformed) << row["source"];
    }
  }
  EXPECT_EQ(tokens, 2);
}

TEST(RfcVectors, WeSignTheSameBytes) {
  const Json rows = vectors("jose_rfc.json");
  const auto rsa = SigningKey::from_pem(Secret(vector_text("rfc7515_a2_private.pem")), Alg::RS256);
  const auto ed = SigningKey::from_pem(Secret(vector_text("rfc8037_a1_private.pem")), Alg::EdDSA);
  ASSERT_TRUE(rsa && ed);
  EXPECT_EQ(base64url_encode((*rsa)->sign(rows[0]["signing_input"].get<std::string>())),
            rows[0]["signature"]);
  EXPECT_EQ(base64url_encode((*ed)->sign(rows[3]["signing_input"].get<std::string>())), rows[3]["signature"]);
}

// [RFC7638 §3.1] [RFC8037 §A.3]
TEST(RfcVectors, Thumbprints) {
  const auto rsa = import_public_jwk({{"kty", "RSA"},
                                      {"n",
                                       "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK"
                                       "7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
                                       "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_"
                                       "FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdA"
                                       "ZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-"
                                       "bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-"
                                       "kEgU8awapJzKnqDKgw"},
                                      {"e", "AQAB"},
                                      {"alg", "RS256"},
                                      {"kid", "2011-04-29"}});
  ASSERT_TRUE(rsa);
  EXPECT_EQ((*rsa)->thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  EXPECT_EQ((*rsa)->kid(), "2011-04-29");
  const auto ed = import_public_jwk(vectors("jose_rfc.json")[3]["jwk"]);
  ASSERT_TRUE(ed);
  EXPECT_EQ((*ed)->thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

}  // namespace
}  // namespace signet::jose
