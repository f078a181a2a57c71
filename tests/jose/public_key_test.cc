#include "jose/public_key.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "base/base64url.h"
#include "jose/forge.h"
#include "jose/vectors.h"
#include "jose/weak_keys.h"

namespace signet::jose {
namespace {

using testing::key_for;
using testing::vectors;

class PublicKeyTest : public ::testing::Test {
 protected:
  ~PublicKeyTest() override { EXPECT_EQ(ERR_peek_error(), 0U); }  // [S-J15]
};

Json rsa_jwk() { return vectors("jose_rfc.json")[0]["jwk"]; }
Json p256_jwk() { return vectors("jose_rfc.json")[1]["jwk"]; }
Json p521_jwk() { return vectors("jose_rfc.json")[2]["jwk"]; }
Json ed25519_jwk() { return vectors("jose_rfc.json")[3]["jwk"]; }

Json with(Json jwk, const char* name, Json value) {
  jwk[name] = std::move(value);
  return jwk;
}
Json without(Json jwk, const char* name) {
  jwk.erase(name);
  return jwk;
}

// A modulus of so many bits; whether it has factors is nobody's business at import.
std::string modulus(int bits, bool odd = true) {
  std::string bytes(static_cast<std::size_t>((bits + 7) / 8), '\xa5');
  bytes.front() = static_cast<char>(1 << ((bits - 1) % 8));
  bytes.back() = odd ? '\x0f' : '\x0e';
  return base64url_encode(bytes);
}

TEST_F(PublicKeyTest, GivesBackWhatItImported) {
  for (const Alg alg : kAllAlgs) {
    const Json jwk = key_for(alg).public_jwk();
    const auto key = import_public_jwk(jwk);
    ASSERT_TRUE(key) << jwk << key.error();
    EXPECT_EQ((*key)->to_jwk(), jwk);
    EXPECT_EQ((*key)->alg(), alg);
    EXPECT_EQ((*key)->kid(), (*key)->thumbprint());
    EXPECT_EQ((*key)->kid().size(), 43U);
  }
  for (const Json& row : vectors("jose_rfc.json")) {
    EXPECT_EQ(import_public_jwk(row["jwk"]).value()->to_jwk(), row["jwk"]);
  }
}

TEST_F(PublicKeyTest, UnknownMembersAreLeftOut) {
  const auto key = import_public_jwk(with(with(p256_jwk(), "x5c", {"AAAA"}), "ext", true));
  ASSERT_TRUE(key);
  EXPECT_EQ((*key)->to_jwk(), p256_jwk());
}

// [R-JW-5] [S-J9]
TEST_F(PublicKeyTest, AcceptsRsaWithin2048And4096Bits) {
  for (const int bits : {2048, 2049, 3000, 3072, 4095, 4096}) {
    EXPECT_TRUE(import_public_jwk(with(rsa_jwk(), "n", modulus(bits)))) << bits;
  }
  for (const int bits : {1, 8, 512, 1024, 2040, 2047, 4097, 4104, 8192, 16384}) {
    EXPECT_FALSE(import_public_jwk(with(rsa_jwk(), "n", modulus(bits)))) << bits;
  }
  EXPECT_FALSE(import_public_jwk(with(rsa_jwk(), "n", modulus(2048, false))));
}

// [R-JW-5] One verification with a 3,040-bit exponent takes as long as 300 ordinary ones.
TEST_F(PublicKeyTest, AcceptsOddRsaExponentsFrom65537To32Bits) {
  const auto exponent = [](std::string_view bytes) { return with(rsa_jwk(), "e", base64url_encode(bytes)); };
  EXPECT_TRUE(import_public_jwk(exponent({"\x01\x00\x01", 3})));
  EXPECT_TRUE(import_public_jwk(exponent({"\x01\x00\x03", 3})));
  EXPECT_TRUE(import_public_jwk(exponent("\xff\xff\xff\xff")));
  for (const std::string& bytes :
       {std::string(), std::string(1, '\0'), std::string("\x01"), std::string("\x03"), std::string("\x11"),
        std::string("\xff\xff"), std::string("\x01\x00\x02", 3), std::string("\x00\x01\x00\x01", 4),
        std::string("\x01\x00\x00\x00\x01", 5), std::string(380, '\xff')}) {
    EXPECT_FALSE(import_public_jwk(exponent(bytes))) << base64url_encode(bytes);
  }
}

TEST_F(PublicKeyTest, RefusesSecondSpellingsOfIntegers) {
  const std::string n = base64url_decode(rsa_jwk()["n"].get<std::string>()).value();
  EXPECT_FALSE(import_public_jwk(with(rsa_jwk(), "n", base64url_encode('\0' + n))));
  EXPECT_FALSE(import_public_jwk(with(rsa_jwk(), "n", rsa_jwk()["n"].get<std::string>() + "==")));
  EXPECT_FALSE(import_public_jwk(with(rsa_jwk(), "e", "AQAB=")));
  EXPECT_FALSE(import_public_jwk(with(rsa_jwk(), "e", 65537)));
}

// [R-JW-5] CVE-2017-15361
TEST_F(PublicKeyTest, RefusesRsaKeysThatCanBeFactored) {
  const Json file = vectors("wycheproof/json_web_key_test.json");
  for (const Json& group : file["testGroups"]) {
    if (group["comment"] == "jws_rsa_roca_key") {
      const auto key = import_public_jwk(group["public"]["keys"][0]);
      ASSERT_FALSE(key);
      EXPECT_NE(key.error().find("ROCA"), std::string::npos);
      return;
    }
  }
  FAIL() << "the vector is gone";
}

TEST_F(PublicKeyTest, ModuliOfOursHaveNoFingerprint) {
  EXPECT_FALSE(has_roca_fingerprint(base64url_decode(rsa_jwk()["n"].get<std::string>()).value()));
}

// [R-JW-5] Invalid curve attacks begin with a point that is elsewhere.
TEST_F(PublicKeyTest, EcPointsLieOnTheirCurveAndAreAsWideAsIt) {
  EXPECT_TRUE(import_public_jwk(p256_jwk()));
  EXPECT_TRUE(import_public_jwk(p521_jwk()));
  const std::string x = base64url_decode(p256_jwk()["x"].get<std::string>()).value();
  const std::string zero(32, '\0');
  for (const std::string& wrong : {zero, std::string(32, '\xff'), x, std::string(31, '\1'),
                                   std::string(33, '\1'), '\0' + x, std::string()}) {
    EXPECT_FALSE(import_public_jwk(with(p256_jwk(), "y", base64url_encode(wrong))));
  }
  EXPECT_FALSE(
      import_public_jwk(with(with(p256_jwk(), "x", base64url_encode(zero)), "y", base64url_encode(zero))));
  EXPECT_FALSE(import_public_jwk(with(p256_jwk(), "crv", "P-384")));
  EXPECT_FALSE(import_public_jwk(with(p256_jwk(), "crv", "P-521")));
  EXPECT_FALSE(import_public_jwk(with(p521_jwk(), "crv", "P-256")));
  // Exactly the curve's width: P-521 loses its leading zero octet in careless libraries.
  const std::string y521 = base64url_decode(p521_jwk()["y"].get<std::string>()).value();
  ASSERT_EQ(y521.size(), 66U);
  ASSERT_EQ(y521.front(), '\0');
  EXPECT_FALSE(import_public_jwk(with(p521_jwk(), "y", base64url_encode(y521.substr(1)))));
}

TEST_F(PublicKeyTest, Ed25519KeysHave32Bytes) {
  EXPECT_TRUE(import_public_jwk(ed25519_jwk()));
  for (const std::size_t size : {0U, 31U, 33U, 57U}) {
    EXPECT_FALSE(import_public_jwk(with(ed25519_jwk(), "x", base64url_encode(std::string(size, '\7')))));
  }
}

// [R-JW-10] Proves the list as well as the reason: each of these "keys" lets anybody sign, as far as OpenSSL
// is asked.
TEST_F(PublicKeyTest, RefusesEd25519PointsUnderWhichAnybodyCanSign) {
  const std::string p_minus_1 = '\xec' + std::string(30, '\xff') + '\x7f';
  const std::string order8 = base64url_decode("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU").value();
  const std::string other8 = base64url_decode("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o").value();
  const std::string identity = '\1' + std::string(31, '\0');
  for (std::string point : {std::string(32, '\0'), identity, p_minus_1, order8, other8,
                            '\xed' + p_minus_1.substr(1), '\xee' + p_minus_1.substr(1)}) {
    for (const unsigned sign : {0U, 0x80U}) {
      point.back() = static_cast<char>((static_cast<unsigned char>(point.back()) & 0x7F) | sign);
      EXPECT_FALSE(import_public_jwk(with(ed25519_jwk(), "x", base64url_encode(point))));
    }
  }
  for (const std::string& point : {identity, p_minus_1, order8, other8}) {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                    reinterpret_cast<const unsigned char*>(point.data()), 32),
        EVP_PKEY_free);
    const std::string forged =
        identity + std::string(32, '\0');  // R is the identity, S is 0: no secret needed
    int accepted = 0;
    for (int message = 0; message < 200; ++message) {
      const std::string text = std::to_string(message);
      const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
      ASSERT_EQ(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()), 1);
      accepted += EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(forged.data()),
                                   forged.size(), reinterpret_cast<const unsigned char*>(text.data()),
                                   text.size()) == 1
                      ? 1
                      : 0;
    }
    EXPECT_GT(accepted, 0) << base64url_encode(point);
    ERR_clear_error();
  }
}

// [R-JW-5]
TEST_F(PublicKeyTest, RefusesPrivateAndSymmetricMembersAndSaysWhichWithoutTheirValue) {
  for (const char* member : {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}) {
    for (const Json& jwk : {rsa_jwk(), p256_jwk(), ed25519_jwk()}) {
      const auto key = import_public_jwk(with(jwk, member, "c2VjcmV0"));
      ASSERT_FALSE(key);
      EXPECT_NE(key.error().find(member), std::string::npos);
      EXPECT_EQ(key.error().find("c2VjcmV0"), std::string::npos);
    }
  }
  EXPECT_FALSE(import_public_jwk({{"kty", "oct"}, {"k", "c2VjcmV0"}}));
}

TEST_F(PublicKeyTest, RefusesWhatIsNoKey) {
  for (const Json& jwk : {Json(),
                          Json::array(),
                          Json("key"),
                          Json(1),
                          Json::object(),
                          Json{{"kty", 1}},
                          Json{{"kty", "rsa"}},
                          Json{{"kty", "AKP"}},
                          Json{{"kty", "RSA"}},
                          Json{{"kty", "EC"}},
                          Json{{"kty", "OKP"}},
                          without(rsa_jwk(), "e"),
                          without(p256_jwk(), "y"),
                          without(ed25519_jwk(), "x"),
                          without(p256_jwk(), "crv"),
                          with(p256_jwk(), "crv", "secp256k1"),
                          with(ed25519_jwk(), "crv", "X25519"),
                          with(ed25519_jwk(), "crv", "Ed448"),
                          with(p256_jwk(), "kid", 1),
                          with(p256_jwk(), "kid", std::string(257, 'k')),
                          with(p256_jwk(), "alg", 1),
                          with(p256_jwk(), "alg", "RS256"),
                          with(p256_jwk(), "alg", "ES384"),
                          with(rsa_jwk(), "alg", "ES256"),
                          with(p256_jwk(), "use", 1),
                          with(p256_jwk(), "key_ops", "verify"),
                          with(p256_jwk(), "key_ops", {1})}) {
    const auto key = import_public_jwk(jwk);
    EXPECT_FALSE(key) << jwk;
    EXPECT_FALSE(key.error().empty()) << jwk;
  }
}

// [R-JW-2]
TEST_F(PublicKeyTest, LabelsNarrowWhatAKeyMayVerify) {
  struct Row {
    Json jwk;
    Alg alg;
    bool allowed;
  };
  for (const Row& row : std::vector<Row>{
           {rsa_jwk(), Alg::RS256, true},
           {rsa_jwk(), Alg::PS512, true},
           {rsa_jwk(), Alg::ES256, false},
           {with(rsa_jwk(), "alg", "RS256"), Alg::RS256, true},
           {with(rsa_jwk(), "alg", "RS256"), Alg::PS256, false},
           {with(rsa_jwk(), "alg", "RS256"), Alg::RS512, false},
           {with(rsa_jwk(), "alg", "RSA-OAEP-256"), Alg::RS256, false},
           {with(rsa_jwk(), "use", "sig"), Alg::RS256, true},
           {with(rsa_jwk(), "use", "enc"), Alg::RS256, false},
           {with(rsa_jwk(), "key_ops", {"verify"}), Alg::RS256, true},
           {with(rsa_jwk(), "key_ops", {"wrapKey"}), Alg::RS256, false},
           {with(rsa_jwk(), "key_ops", Json::array()), Alg::RS256, false},
           {p256_jwk(), Alg::ES256, true},
           {p256_jwk(), Alg::ES384, false},
           {p521_jwk(), Alg::ES512, true},
           {p521_jwk(), Alg::ES256, false},
           {ed25519_jwk(), Alg::EdDSA, true},
           {ed25519_jwk(), Alg::ES256, false},
       }) {
    const auto key = import_public_jwk(row.jwk);
    ASSERT_TRUE(key) << row.jwk << key.error();
    EXPECT_EQ((*key)->can_verify(row.alg), row.allowed) << row.jwk << name_of(row.alg);
    EXPECT_FALSE((*key)->verify(row.alg, "input", "")) << row.jwk;
    EXPECT_EQ(import_public_jwk((*key)->to_jwk()).value()->can_verify(row.alg), row.allowed);
  }
}

TEST_F(PublicKeyTest, ASetIgnoresKindsThatItDoesNotKnow) {
  const auto set = import_jwks({{"keys",
                                 {{{"kty", "AKP"}, {"alg", "ML-DSA-65"}, {"pub", "AA"}},
                                  with(p256_jwk(), "crv", "secp256k1"),
                                  with(ed25519_jwk(), "crv", "X25519"),
                                  with(p256_jwk(), "kid", "mine")}}});
  ASSERT_TRUE(set) << set.error();
  ASSERT_EQ(set->keys().size(), 1U);
  EXPECT_EQ(set->keys()[0]->kid(), "mine");
}

TEST_F(PublicKeyTest, ASetWithAWrongKeyIsRefusedWhole) {
  for (const Json& wrong : {with(rsa_jwk(), "n", modulus(1024)), with(p256_jwk(), "d", "AA"),
                            Json{{"kty", "oct"}, {"k", "AA"}}, Json(1), Json::object()}) {
    const auto set = import_jwks({{"keys", {p256_jwk(), wrong}}});
    ASSERT_FALSE(set) << wrong;
    EXPECT_TRUE(set.error().starts_with("key 1 of the set: ")) << set.error();
  }
  for (const Json& jwks :
       {Json(), Json::array(), Json::object(), Json{{"keys", 1}}, Json{{"keys", Json::object()}}}) {
    EXPECT_FALSE(import_jwks(jwks)) << jwks;
  }
}

TEST_F(PublicKeyTest, ASetHasAtMost32Keys) {
  const auto many = [](std::size_t count) { return Json{{"keys", std::vector<Json>(count, ed25519_jwk())}}; };
  EXPECT_TRUE(import_jwks(many(0)));
  EXPECT_TRUE(import_jwks(many(32)));
  EXPECT_FALSE(import_jwks(many(33)));
}

// [R-JW-3]
TEST_F(PublicKeyTest, CandidatesAreNamedOrAllButNeverOthers) {
  const auto set =
      import_jwks({{"keys",
                    {with(p256_jwk(), "kid", "a"), with(ed25519_jwk(), "kid", "b"),
                     with(with(p256_jwk(), "kid", "c"), "use", "enc"), with(p256_jwk(), "kid", "")}}});
  ASSERT_TRUE(set);
  EXPECT_EQ(set->candidates("a", Alg::ES256).size(), 1U);
  EXPECT_EQ(set->candidates("b", Alg::ES256).size(), 0U);
  EXPECT_EQ(set->candidates("b", Alg::EdDSA).size(), 1U);
  EXPECT_EQ(set->candidates("c", Alg::ES256).size(), 0U);
  EXPECT_EQ(set->candidates("unknown", Alg::ES256).size(), 0U);
  EXPECT_EQ(set->candidates("A", Alg::ES256).size(), 0U);
  EXPECT_EQ(set->candidates(std::nullopt, Alg::ES256).size(), 2U);
}

}  // namespace
}  // namespace signet::jose
