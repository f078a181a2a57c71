// Project Wycheproof's vectors: every forgery is refused, every sound signature accepted, except where we are
// stricter on purpose. [R-JW-11] [R-JW-10]
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "base/text.h"
#include "jose/jwe.h"
#include "jose/private_jwk.h"
#include "jose/public_key.h"
#include "jose/vectors.h"
#include "jose/verify.h"

namespace signet::jose {
namespace {

using testing::vectors;

// Whether any key of `set` vouches for the token. Not verify(): most payloads of the vectors are no JSON
// objects.
bool vouched_for(const KeySet& set, std::string_view token) {
  if (std::count(token.begin(), token.end(), '.') != 2) {
    return false;
  }
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  const auto header_text = base64url_decode(token.substr(0, first));
  const auto payload = base64url_decode(token.substr(first + 1, second - first - 1));
  const auto signature = base64url_decode(token.substr(second + 1));
  const auto header = header_text ? parse_json_object(*header_text) : std::nullopt;
  const auto alg = header ? alg_from(string_member(*header, "alg").value_or("")) : std::nullopt;
  if (!alg || !payload || !signature) {
    return false;
  }
  const auto candidates = set.candidates(string_member(*header, "kid"), *alg);
  return std::any_of(candidates.begin(), candidates.end(),
                     [&](const auto& key) { return key->verify(*alg, token.substr(0, second), *signature); });
}

Json keys_of_group(const Json& group) {
  const Json& keys = group.contains("public") ? group["public"] : group["private"];
  return keys.contains("keys") ? keys : Json{{"keys", {keys}}};
}

// Sound by the vectors' judgement, and yet refused here.
const std::map<int, const char*> kStricter{
    {346, "the JWK says PS256, the token PS384"},
    {347, "the JWK says ES521, which does not exist"},
    {350, "the JWK says PS256, the token PS384"},
    {351, "the JWK says ES521, which does not exist"},
};

TEST(Wycheproof, SignaturesOfTokens) {
  int accepted = 0;
  int refused = 0;
  const Json file = vectors("wycheproof/json_web_signature_test.json");
  for (const Json& group : file["testGroups"]) {
    const auto set = import_jwks(keys_of_group(group));
    for (const Json& test : group["tests"]) {
      const std::string token = test["jws"];
      const int id = test["tcId"];
      const bool result = set && vouched_for(*set, token);
      // Our reader refuses more than this test does, never less.
      EXPECT_FALSE(set &&
                   verify(token, {{kAllAlgs.begin(), kAllAlgs.end()}, {"", "jwt"}}, jose::keys_of(*set)) &&
                   !result);
      const bool symmetric = keys_of_group(group)["keys"][0]["kty"] == "oct";
      const bool expected = test["result"] == "valid" && !symmetric && !kStricter.contains(id);
      EXPECT_EQ(result, expected) << id << ' ' << test["comment"] << ' ' << token;
      ++(result ? accepted : refused);
    }
  }
  EXPECT_EQ(accepted + refused, 401);
  EXPECT_GE(accepted, 30);
}

// [RFC7520 §4.1] [RFC7520 §4.2] [RFC7520 §4.3] The examples whose labels the vectors got wrong, without
// labels.
TEST(Wycheproof, TheCookbooksSignaturesHoldWithoutTheWrongLabels) {
  int held = 0;
  const Json file = vectors("wycheproof/json_web_signature_test.json");
  for (const Json& group : file["testGroups"]) {
    for (const Json& test : group["tests"]) {
      if (kStricter.contains(test["tcId"]) && test["comment"].get<std::string>().starts_with("Figure")) {
        Json key = group["public"];
        key.erase("alg");
        const auto set = import_jwks({{"keys", {key}}});
        ASSERT_TRUE(set) << set.error();
        EXPECT_TRUE(vouched_for(*set, test["jws"].get<std::string>())) << test["comment"];
        ++held;
      }
    }
  }
  EXPECT_EQ(held, 4);
}

// [R-JW-5] Keys that must not be used at all.
TEST(Wycheproof, Keys) {
  // The reader gets public keys only, so what is wrong with these sets is theirs to us.
  const std::map<int, const char*> symmetric_or_mixed{{2, "HMAC"}, {13, "HMAC"}, {14, "HMAC"}, {15, "HMAC"}};
  int judged = 0;
  const Json file = vectors("wycheproof/json_web_key_test.json");
  for (const Json& group : file["testGroups"]) {
    const auto set = import_jwks(keys_of_group(group));
    for (const Json& test : group["tests"]) {
      const bool expected = test["result"] == "valid" && !symmetric_or_mixed.contains(test["tcId"]);
      EXPECT_EQ(set && vouched_for(*set, test["jws"].get<std::string>()), expected)
          << test["tcId"] << ' ' << group["comment"] << ' ' << test["comment"];
      ++judged;
    }
  }
  EXPECT_EQ(judged, 26);
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

// Signatures with S beyond the group order, with R or A in a second spelling, and the like.
TEST(Wycheproof, Ed25519IsStrict) {
  int judged = 0;
  const Json file = vectors("wycheproof/ed25519_test.json");
  for (const Json& group : file["testGroups"]) {
    const auto key = import_public_jwk(
        {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", base64url_encode(from_hex(group["publicKey"]["pk"]))}});
    for (const Json& test : group["tests"]) {
      EXPECT_EQ(key && (*key)->verify(Alg::EdDSA, from_hex(test["msg"]), from_hex(test["sig"])),
                test["result"] == "valid")
          << test["tcId"] << ' ' << test["comment"];
      ++judged;
    }
  }
  EXPECT_EQ(judged, 151);
}

// Forgeries of every part of a JWE, points off the curve, truncated tags, padding oracles. Refused on purpose although
// sound: what we do not speak, which is RSA1_5, symmetric keys, AES-192 and compression. [R-JW-6] [R-JW-7]
TEST(Wycheproof, Encryption) {
  const DecryptRules everything{{kAllKeyAlgs.begin(), kAllKeyAlgs.end()}, {kAllEncs.begin(), kAllEncs.end()}};
  int decrypted = 0;
  int refused = 0;
  const Json file = vectors("wycheproof/json_web_encryption_test.json");
  for (const Json& group : file["testGroups"]) {
    const Json& jwk = group["private"];
    // Whatever the key is labelled with, it is offered for everything of its kind.
    std::vector<std::shared_ptr<const DecryptionKey>> keys;
    if (jwk["kty"] == "RSA" || jwk["kty"] == "EC") {
      keys.push_back(testing::decryption_key_from_jwk(jwk, jwk["kty"] == "RSA" ? KeyAlg::RSA_OAEP_256 : KeyAlg::ECDH_ES));
    }
    for (const Json& test : group["tests"]) {
      const auto result = decrypt(test["jwe"].get<std::string>(), everything, [&](std::optional<std::string_view>, KeyAlg) { return keys; });
      const bool spoken = key_alg_from(jwk.value("alg", "")) && enc_from(test["enc"].get<std::string>());
      EXPECT_EQ(result.has_value(), test["result"] == "valid" && spoken) << test["tcId"] << ' ' << test["comment"];
      if (result) {
        EXPECT_EQ(result->plaintext, from_hex(test["pt"])) << test["tcId"];
      }
      ++(result ? decrypted : refused);
    }
  }
  EXPECT_EQ(decrypted + refused, 139);
  EXPECT_EQ(decrypted, 29);
}

}  // namespace
}  // namespace signet::jose
