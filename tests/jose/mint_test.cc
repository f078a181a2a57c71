#include "jose/mint.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/base64url.h"
#include "base/text.h"
#include "jose/forge.h"

namespace signet::jose {
namespace {

using testing::key_for;
using testing::only;

struct Taken {
  std::string header;
  std::string payload;
};

Taken take_apart(std::string_view token) {
  const auto parts = split(token, '.');
  return parts.size() == 3 ? Taken{base64url_decode(parts[0]).value(), base64url_decode(parts[1]).value()}
                           : Taken{};
}

TEST(Mint, HeaderSaysAlgorithmKeyAndType) {
  const SigningKey& key = key_for(Alg::ES256);
  const Taken taken = take_apart(mint(key, "at+jwt", {{"sub", "alice"}}));
  EXPECT_EQ(taken.header, R"({"alg":"ES256","kid":")" + key.kid() + R"(","typ":"at+jwt"})");
  EXPECT_EQ(taken.payload, R"({"sub":"alice"})");
}

// One header per key and type, remembered by the thread: neither may leak into another token.
TEST(Mint, HeadersOfDifferentKeysAndTypesDoNotMix) {
  const auto other = SigningKey::generate(Alg::ES256);
  for (int round = 0; round < 2; ++round) {
    for (const SigningKey* key : {&key_for(Alg::ES256), other.get(), &key_for(Alg::EdDSA)}) {
      for (const char* typ : {"JWT", "at+jwt", "logout+jwt", ""}) {
        const Json header = Json::parse(take_apart(mint(*key, typ, {{"n", 1}})).header);
        EXPECT_EQ(header["kid"], key->kid());
        EXPECT_EQ(header["alg"], name_of(key->alg()));
        EXPECT_EQ(header.value("typ", ""), typ);
        EXPECT_EQ(header.contains("typ"), *typ != '\0');
      }
    }
  }
}

// The same modulus may serve PS256 on another server: kid alone does not say the algorithm.
TEST(Mint, OneKeyUnderTwoAlgorithmsHasTwoHeaders) {
  const auto pss = SigningKey::from_pkcs8(key_for(Alg::RS256).to_pkcs8(), Alg::PS256);
  ASSERT_TRUE(pss);
  ASSERT_EQ((*pss)->kid(), key_for(Alg::RS256).kid());
  EXPECT_EQ(Json::parse(take_apart(mint(key_for(Alg::RS256), "JWT", {{"n", 1}})).header)["alg"], "RS256");
  EXPECT_EQ(Json::parse(take_apart(mint(**pss, "JWT", {{"n", 1}})).header)["alg"], "PS256");
}

TEST(Mint, MoreHeadersThanAThreadRemembers) {
  for (int i = 0; i < 100; ++i) {
    const std::string typ = "type" + std::to_string(i);
    EXPECT_EQ(Json::parse(take_apart(mint(key_for(Alg::EdDSA), typ, {{"n", 1}})).header)["typ"], typ);
  }
}

TEST(Mint, ClaimsOfEveryKindArriveAsTheyWere) {
  const Json claims{{"iss", "https://issuer.example"},
                    {"aud", {"a", "b"}},
                    {"exp", 1700000000},
                    {"big", 9007199254740993},
                    {"negative", -5},
                    {"fraction", 0.5},
                    {"email_verified", true},
                    {"nothing", nullptr},
                    {"address", {{"locality", "Zürich"}, {"lines", {"1", "2"}}}},
                    {"name", "\u202e\"quoted\" \\ \n 漢字 🜁"},
                    {"", "an empty name"},
                    {"empty", Json::object()}};
  const auto verified =
      verify(mint(key_for(Alg::ES256), "JWT", claims), {{Alg::ES256}, {"jwt"}}, only(key_for(Alg::ES256)));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->claims, claims);
}

TEST(Mint, AnEmptyObjectIsStillAnObject) {
  EXPECT_EQ(take_apart(mint(key_for(Alg::ES256), "JWT", Json::object())).payload, "{}");
}

TEST(Mint, ClaimsThatNoTokenCanCarryAreOurOwnFault) {
  const SigningKey& key = key_for(Alg::ES256);
  EXPECT_ANY_THROW((void)mint(key, "JWT", Json::array()));
  EXPECT_ANY_THROW((void)mint(key, "JWT", Json()));
  EXPECT_ANY_THROW((void)mint(key, "JWT", {{"name", "\xff"}}));
  Json with_nul = Json::object();
  with_nul[std::string("exp\0x", 5)] = 1;
  EXPECT_ANY_THROW((void)mint(key, "JWT", with_nul));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

}  // namespace
}  // namespace signet::jose
