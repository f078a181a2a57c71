// Tokens and keys travel to npm `jose` and back, all algorithms, both directions.
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "base/base64url.h"
#include "jose/forge.h"
#include "jose/jwe.h"
#include "jose/mint.h"

namespace signet::jose {
namespace {

using testing::key_for;

class Interop : public ::testing::Test {
 protected:
  void SetUp() override {
    modules_ = std::filesystem::path(SIGNET_SOURCE_DIR) / "tests/browser/node_modules";
    ASSERT_TRUE(std::filesystem::exists(modules_ / "jose"))
        << "npm jose is missing: run `npm ci` in tests/browser (scripts/test does it)";
    std::string name = (std::filesystem::temp_directory_path() / "signet-interop-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override {
    if (!directory_.empty()) {
      std::filesystem::remove_all(directory_);
    }
  }

  void run_their_side(const std::string& script) const {
    const std::string command = "node '" + std::string(SIGNET_SOURCE_DIR) + "/tests/jose/" + script + "' '" +
                                directory_.string() + "' '" + modules_.string() + "'";
    const int status = std::system(command.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    ASSERT_EQ(WEXITSTATUS(status), 0) << "npm jose refuses what we made; its reasons are above";
  }

  [[nodiscard]] Json theirs() const { return Json::parse(std::ifstream(directory_ / "theirs.json")); }
  void write_ours(const Json& ours) const { std::ofstream(directory_ / "ours.json") << ours; }

 private:
  std::filesystem::path modules_;
  std::filesystem::path directory_;
};

Json what_we_make() {
  Json ours{{"jwks", {{"keys", Json::array()}}}, {"tokens", Json::array()}, {"algs", Json::array()}};
  for (const Alg alg : kAllAlgs) {
    const SigningKey& key = key_for(alg);
    ours["algs"].push_back(name_of(alg));
    ours["jwks"]["keys"].push_back(key.public_jwk());
    for (const char* typ : {"JWT", "at+jwt", "logout+jwt"}) {
      const Json claims{{"iss", "https://issuer.example"},
                        {"aud", {"client", "other"}},
                        {"sub", "alice ü 漢"},
                        {"exp", 1700000600},
                        {"iat", 1700000000},
                        {"nested", {{"a", {1, 2.5, nullptr, true}}}}};
      ours["tokens"].push_back({{"alg", name_of(alg)},
                                {"typ", typ},
                                {"kid", key.kid()},
                                {"claims", claims},
                                {"token", mint(key, typ, claims)}});
    }
  }
  return ours;
}

// [IT-01] [DI-09]
TEST_F(Interop, WhatWeSignTheyVerifyAndWhatTheySignWeVerify) {
  write_ours(what_we_make());
  ASSERT_NO_FATAL_FAILURE(run_their_side("interop.mjs"));

  const Json their_side = theirs();
  const auto set = import_jwks(their_side["jwks"]);
  ASSERT_TRUE(set) << set.error();
  ASSERT_EQ(set->keys().size(), kAllAlgs.size());
  ASSERT_EQ(their_side["tokens"].size(), 5 * kAllAlgs.size());
  for (const Json& row : their_side["tokens"]) {
    const Alg alg = alg_from(row["alg"].get<std::string>()).value();
    const std::string token = row["token"];
    const VerifyRules rules{{alg}, {"jwt"}};
    const auto verified = verify(token, rules, keys_of(*set));
    ASSERT_TRUE(verified) << row["alg"] << name_of(verified.error());
    EXPECT_EQ(verified->claims, row["claims"]);
    EXPECT_EQ(set->candidates(verified->kid, alg).at(0)->thumbprint(), row["thumbprint"]);

    std::string mutated = token;
    mutated[token.find('.') + 5] = token[token.find('.') + 5] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verify(mutated, rules, keys_of(*set)));

    // Their private key signs as ours, too: what `keys import` takes.
    const auto imported = SigningKey::from_pem(Secret(row["pkcs8"].get<std::string>()), alg);
    ASSERT_TRUE(imported) << imported.error();
    EXPECT_EQ((*imported)->kid(), row["thumbprint"]);
    EXPECT_TRUE(set->candidates(verified->kid, alg).at(0)->verify(alg, "input", (*imported)->sign("input")));
  }
}

const DecryptRules kEveryJwe{{kAllKeyAlgs.begin(), kAllKeyAlgs.end()}, {kAllEncs.begin(), kAllEncs.end()}};

// [IT-01] [R-JW-6] Every alg and enc, to the two keys that we publish and to keys of theirs on every curve.
TEST_F(Interop, WhatWeEncryptTheyDecryptAndWhatTheyEncryptWeDecrypt) {
  const std::vector<std::shared_ptr<const DecryptionKey>> our_keys{DecryptionKey::generate(KeyAlg::RSA_OAEP_256),
                                                                  DecryptionKey::generate(KeyAlg::ECDH_ES)};
  Json ours{{"keys", Json::array()}, {"tokens", Json::array()}, {"encs", Json::array()}};
  for (const Enc enc : kAllEncs) {
    ours["encs"].push_back(name_of(enc));
  }
  for (const auto& key : our_keys) {
    Json row{{"jwk", key->public_jwk()}, {"pkcs8", base64_encode(key->to_pkcs8().reveal())}, {"algs", Json::array()}};
    for (const KeyAlg alg : kAllKeyAlgs) {
      if (!key->can_decrypt(alg)) {
        continue;
      }
      row["algs"].push_back(name_of(alg));
      for (const Enc enc : kAllEncs) {
        const std::string plaintext = std::string(name_of(alg)) + " ü " + std::string(name_of(enc));
        ours["tokens"].push_back({{"alg", name_of(alg)},
                                  {"enc", name_of(enc)},
                                  {"kid", key->kid()},
                                  {"plaintext", plaintext},
                                  {"token", encrypt(plaintext, {alg, enc}, *key->public_key(), "JWT")}});
      }
    }
    ours["keys"].push_back(row);
  }
  write_ours(ours);
  ASSERT_NO_FATAL_FAILURE(run_their_side("interop_jwe.mjs"));

  // To our published keys as they find them there, and to P-384 and P-521 keys of their own, with apu and apv.
  const Json their_side = theirs();
  ASSERT_EQ(their_side.size(), (kAllKeyAlgs.size() + 2 * 3) * kAllEncs.size());
  for (const Json& row : their_side) {
    const KeyAlg alg = key_alg_from(row["alg"].get<std::string>()).value();
    std::vector<std::shared_ptr<const DecryptionKey>> keys = our_keys;
    if (row.contains("pkcs8")) {
      const auto key = DecryptionKey::from_pem(Secret(row["pkcs8"].get<std::string>()), alg);
      ASSERT_TRUE(key) << key.error();
      EXPECT_EQ((*key)->kid(), row["thumbprint"]);
      keys = {*key};
    }
    const auto source = [&](std::optional<std::string_view>, KeyAlg) { return keys; };
    std::string token = row["token"];
    const auto decrypted = decrypt(token, kEveryJwe, source);
    ASSERT_TRUE(decrypted) << row << name_of(decrypted.error());
    EXPECT_EQ(decrypted->plaintext, row["plaintext"]);
    token[token.rfind('.') + 3] = token[token.rfind('.') + 3] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decrypt(token, kEveryJwe, source));
  }
}

}  // namespace
}  // namespace signet::jose
