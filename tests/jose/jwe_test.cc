#include "jose/jwe.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "jose/content_encryption.h"
#include "jose/forge.h"
#include "jose/mint.h"
#include "jose/private_jwk.h"
#include "jose/private_key_form.h"
#include "jose/vectors.h"

namespace signet::jose {
namespace {

using testing::key_for;
using testing::only;

const DecryptRules kEverything{{kAllKeyAlgs.begin(), kAllKeyAlgs.end()}, {kAllEncs.begin(), kAllEncs.end()}};

// One key per kind and process: RSA keys take a while.
const std::shared_ptr<const DecryptionKey>& key_of(KeyType type) {
  static const auto rsa = DecryptionKey::generate(KeyAlg::RSA_OAEP_256);
  static const auto ec = DecryptionKey::generate(KeyAlg::ECDH_ES);
  return type == KeyType::RSA ? rsa : ec;
}

DecryptionKeySource source(std::vector<std::shared_ptr<const DecryptionKey>> keys) {
  return [keys = std::move(keys)](std::optional<std::string_view>, KeyAlg) { return keys; };
}
DecryptionKeySource ours() { return source({key_of(KeyType::RSA), key_of(KeyType::EC)}); }

std::vector<std::string> parts_of(std::string_view token) {
  std::vector<std::string> parts{""};
  for (const char c : token) {
    if (c == '.') {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}
std::string joined(const std::vector<std::string>& parts) {
  std::string token = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) {
    token += '.' + parts[i];
  }
  return token;
}
Json header_of(const std::string& token) { return Json::parse(base64url_decode(parts_of(token)[0]).value()); }

// A token as an attacker would write it: any header, over content that is sound for it.
std::string forged(const std::string& header, Enc enc, const Secret& cek, std::string_view encrypted_key, std::string_view plaintext) {
  const std::string protected_header = base64url_encode(header);
  const EncryptedContent content = encrypt_content(enc, cek, protected_header, plaintext);
  return joined({protected_header, base64url_encode(encrypted_key), base64url_encode(content.iv), base64url_encode(content.ciphertext),
                 base64url_encode(content.tag)});
}

class Jwe : public ::testing::Test {
 protected:
  // [S-J15] Whatever was refused, the next TLS call on this thread must not hear of it.
  ~Jwe() override { EXPECT_EQ(ERR_peek_error(), 0U); }

  static JweFault fault_of(std::string_view token, const DecryptRules& rules = kEverything, const DecryptionKeySource& keys = ours()) {
    const auto result = decrypt(token, rules, keys);
    if (result) {
      ADD_FAILURE() << "accepted: " << token.substr(0, 200);
      return JweFault::too_large;
    }
    return result.error();
  }
  static std::string token_for(KeyAlg alg, Enc enc, std::string_view plaintext = "plaintext") {
    return encrypt(plaintext, {alg, enc}, *key_of(key_type(alg))->public_key());
  }
};

// [RFC7516 §A.1] Encrypted by others: RSA-OAEP and A256GCM.
TEST_F(Jwe, TheStandardsExampleDecrypts) {
  const Json example = testing::vectors("jwe_rfc.json")["RFC7516-A.1"];
  const auto key = testing::decryption_key_from_jwk(example["jwk"], KeyAlg::RSA_OAEP);
  const auto decrypted = decrypt(example["jwe"].get<std::string>(), kEverything, source({key}));
  ASSERT_TRUE(decrypted) << name_of(decrypted.error());
  EXPECT_EQ(decrypted->plaintext, "The true sign of intelligence is not knowledge but imagination.");
  EXPECT_EQ(decrypted->header, Json({{"alg", "RSA-OAEP"}, {"enc", "A256GCM"}}));
}

// [RFC7518 §C] Bob derives the very key that Alice does.
TEST_F(Jwe, AgreesOnTheStandardsKey) {
  const Json example = testing::vectors("jwe_rfc.json")["RFC7518-C"];
  const auto bob = testing::decryption_key_from_jwk(example["bob"], KeyAlg::ECDH_ES);
  const auto derived = bob->receive(KeyAlg::ECDH_ES, Enc::A128GCM, example["header"], "");
  ASSERT_TRUE(derived);
  EXPECT_EQ(base64url_encode(derived->reveal()), "VqqN6vgjbSBcIijNcacQGg");
  // ECDH-ES has no encrypted key [RFC7518 §4.6], and whoever else the parties are, the key is another one.
  EXPECT_FALSE(bob->receive(KeyAlg::ECDH_ES, Enc::A128GCM, example["header"], "x"));
  for (const char* party : {"apu", "apv"}) {
    Json other = example["header"];
    other[party] = "AAAA";
    EXPECT_NE(bob->receive(KeyAlg::ECDH_ES, Enc::A128GCM, other, "")->reveal(), derived->reveal());
    for (const Json& wrong : {Json("A"), Json("QWxpY2U="), Json(1), Json(nullptr)}) {
      other[party] = wrong;
      EXPECT_FALSE(bob->receive(KeyAlg::ECDH_ES, Enc::A128GCM, other, ""));
    }
  }
}

// [RFC7518 §B.1] [RFC7518 §B.3] AES-CBC with HMAC, decrypted under the printed key.
TEST_F(Jwe, TheStandardsContentDecrypts) {
  for (const auto& [enc, name] : {std::pair{Enc::A128CBC_HS256, "RFC7518-B.1"}, std::pair{Enc::A256CBC_HS512, "RFC7518-B.3"}}) {
    const Json example = testing::vectors("jwe_rfc.json")[name];
    const auto bytes = [&](const char* member) { return base64url_decode(example[member].get<std::string>()).value(); };
    const EncryptedContent content{bytes("iv"), bytes("ciphertext"), bytes("tag")};
    EXPECT_EQ(decrypt_content(enc, Secret(bytes("key")), bytes("aad"), content), bytes("plaintext")) << name;
  }
}

TEST_F(Jwe, EveryAlgorithmTravelsThereAndBack) {
  for (const KeyAlg alg : kAllKeyAlgs) {
    for (const Enc enc : kAllEncs) {
      for (const std::string& plaintext : {std::string(), std::string("x"), std::string(16, 'b'), std::string(3000, '\0')}) {
        const std::string token = token_for(alg, enc, plaintext);
        const auto decrypted = decrypt(token, {{alg}, {enc}}, ours());
        ASSERT_TRUE(decrypted) << name_of(alg) << ' ' << name_of(enc) << ' ' << name_of(decrypted.error());
        EXPECT_EQ(decrypted->plaintext, plaintext);
        EXPECT_NE(token, token_for(alg, enc, plaintext)) << "keys and IVs are fresh";
      }
    }
  }
}

TEST_F(Jwe, EveryCurveAndModulusTravels) {
  for (const char* curve : {"P-256", "P-384", "P-521"}) {
    for (const KeyAlg alg : {KeyAlg::ECDH_ES, KeyAlg::ECDH_ES_A128KW, KeyAlg::ECDH_ES_A256KW}) {
      const auto key = DecryptionKey::from_pkcs8(pkcs8_of(generate_key(curve).get()), alg);
      ASSERT_TRUE(key) << key.error();
      const std::string token = encrypt("plaintext", {alg, Enc::A256GCM}, *(*key)->public_key());
      EXPECT_EQ(header_of(token)["epk"]["crv"], curve);
      EXPECT_FALSE(header_of(token)["epk"].contains("d"));
      const auto decrypted = decrypt(token, kEverything, source({*key}));
      ASSERT_TRUE(decrypted) << curve;
      EXPECT_EQ(decrypted->plaintext, "plaintext");
      // [S-J9] An epk on another curve is nobody's.
      EXPECT_EQ(fault_of(token, kEverything, source({DecryptionKey::from_pkcs8(
                                                 pkcs8_of(generate_key(curve == std::string("P-256") ? "P-384" : "P-256").get()), alg)
                                                         .value()})),
                JweFault::undecryptable);
    }
  }
}

TEST_F(Jwe, TheHeaderSaysWhatTheReaderNeeds) {
  const auto& key = key_of(KeyType::EC);
  const Encryption encryption{KeyAlg::ECDH_ES_A128KW, Enc::A128CBC_HS256};
  const Json header = header_of(encrypt("x", encryption, *key->public_key(), "JWT", "JWT"));
  EXPECT_EQ(header["alg"], "ECDH-ES+A128KW");
  EXPECT_EQ(header["enc"], "A128CBC-HS256");
  EXPECT_EQ(header["kid"], key->kid());
  EXPECT_EQ(header["cty"], "JWT");
  EXPECT_EQ(header["typ"], "JWT");
  EXPECT_EQ(header.size(), 6U);  // and epk
  Json unnamed = key_of(KeyType::RSA)->public_jwk();
  unnamed.erase("kid");
  EXPECT_EQ(header_of(encrypt("x", {KeyAlg::RSA_OAEP, Enc::A128GCM}, *import_public_jwk(unnamed).value())),
            Json({{"alg", "RSA-OAEP"}, {"enc", "A128GCM"}}));
}

TEST_F(Jwe, EncryptsOnlyToKeysThatAllowIt) {
  EXPECT_THROW((void)encrypt("x", {KeyAlg::RSA_OAEP, Enc::A128GCM}, *key_of(KeyType::EC)->public_key()), std::runtime_error);
  EXPECT_THROW((void)encrypt("x", {KeyAlg::RSA_OAEP, Enc::A128GCM}, *key_for(Alg::RS256).public_key()), std::runtime_error);
}

// [R-JW-6] [R-JW-7] Any change of any character of any part.
TEST_F(Jwe, EveryTamperedPartIsRefused) {
  for (const auto& [alg, enc] : {std::pair{KeyAlg::ECDH_ES_A256KW, Enc::A128CBC_HS256}, std::pair{KeyAlg::ECDH_ES, Enc::A256GCM},
                                 std::pair{KeyAlg::RSA_OAEP_256, Enc::A128GCM}, std::pair{KeyAlg::RSA_OAEP, Enc::A256CBC_HS512}}) {
    const std::string token = token_for(alg, enc, "a plaintext of more than one block");
    ASSERT_TRUE(decrypt(token, kEverything, ours()));
    const std::vector<std::string> parts = parts_of(token);
    for (std::size_t part = 0; part < parts.size(); ++part) {
      for (std::size_t at = 0; at < parts[part].size(); at += part < 2 ? 7 : 1) {
        std::vector<std::string> tampered = parts;
        tampered[part][at] = tampered[part][at] == 'A' ? 'Q' : 'A';
        const JweFault fault = fault_of(joined(tampered));
        if (part != 0) {  // a header may become anything
          EXPECT_TRUE(fault == JweFault::undecryptable || (fault == JweFault::malformed && at + 1 == parts[part].size()))
              << name_of(alg) << ' ' << part << ' ' << at << ' ' << name_of(fault);
        }
      }
      if (!parts[part].empty()) {
        std::vector<std::string> missing = parts;
        missing[part].clear();
        EXPECT_FALSE(decrypt(joined(missing), kEverything, ours())) << part;
      }
      std::vector<std::string> longer = parts;
      longer[part] += "AAAA";
      EXPECT_FALSE(decrypt(joined(longer), kEverything, ours())) << part;
    }
  }
}

// [R-JW-1] [S-J3]
TEST_F(Jwe, HasFivePartsOfStrictBase64url) {
  const std::string token = token_for(KeyAlg::ECDH_ES_A128KW, Enc::A128GCM);
  for (const std::string& text : {std::string(), std::string("...."), std::string("a.b.c"), token + '.', '.' + token, token + ".AAAA",
                                  token.substr(0, token.rfind('.')), token + '=', token + "\n", ' ' + token, token + '\0',
                                  "Bearer " + token, mint(key_for(Alg::ES256), "JWT", {{"n", 1}})}) {
    EXPECT_EQ(fault_of(text), JweFault::malformed) << text;
  }
  EXPECT_EQ(fault_of(std::string(kMaxRequestObjectSize + 1, 'a')), JweFault::too_large);
  EXPECT_EQ(fault_of(token, {kEverything.algs, kEverything.encs, token.size() - 1}), JweFault::too_large);
  EXPECT_TRUE(decrypt(token, {kEverything.algs, kEverything.encs, token.size()}, ours()));
  EXPECT_TRUE(looks_encrypted(token));
  EXPECT_FALSE(looks_encrypted(mint(key_for(Alg::ES256), "JWT", {{"n", 1}})));
  EXPECT_FALSE(looks_encrypted(token + '.'));
}

// [R-JW-6] CVE-2023-37464: a tag of one octet would be guessed in 256 tries.
TEST_F(Jwe, TagAndIvHaveOneSize) {
  for (const Enc enc : kAllEncs) {
    const std::vector<std::string> parts = parts_of(token_for(KeyAlg::ECDH_ES, enc));
    for (const std::size_t part : {2U, 4U}) {
      const std::string whole = base64url_decode(parts[part]).value();
      for (std::size_t size = 0; size <= whole.size() + 1; ++size) {
        if (size != whole.size()) {
          std::vector<std::string> other = parts;
          other[part] = base64url_encode((whole + '\0').substr(0, size));
          EXPECT_EQ(fault_of(joined(other)), JweFault::malformed) << name_of(enc) << ' ' << part << ' ' << size;
        }
      }
    }
  }
}

// [R-JW-2] [S-J5] Letter for letter, and never what the caller did not name.
TEST_F(Jwe, RefusesEveryAlgorithmThatTheCallerDidNotName) {
  for (const KeyAlg alg : kAllKeyAlgs) {
    for (const Enc enc : kAllEncs) {
      const std::string token = token_for(alg, enc);
      DecryptRules without_alg = kEverything;
      std::erase(without_alg.algs, alg);
      DecryptRules without_enc = kEverything;
      std::erase(without_enc.encs, enc);
      EXPECT_EQ(fault_of(token, without_alg), JweFault::alg_not_allowed);
      EXPECT_EQ(fault_of(token, without_enc), JweFault::alg_not_allowed);
    }
  }
  const Secret cek = random_cek(Enc::A128GCM);
  for (const char* alg : {R"("RSA1_5")", R"("dir")", R"("A128KW")", R"("A256GCMKW")", R"("PBES2-HS256+A128KW")", R"("none")", R"("")",
                          R"("rsa-oaep")", R"("RSA-OAEP ")", R"("RSA-OAEP\u0000")", R"("RSA-OAEP-384")", R"("ECDH-ES+A192KW")",
                          R"("RS256")", "1", "null", R"(["RSA-OAEP"])"}) {
    const std::string header = std::string(R"({"enc":"A128GCM","alg":)") + alg + "}";
    EXPECT_EQ(fault_of(forged(header, Enc::A128GCM, cek, "", "x")), JweFault::alg_not_allowed) << alg;
  }
  for (const char* enc : {R"("A192GCM")", R"("A192CBC-HS384")", R"("a128gcm")", R"("none")", R"("")", "1", "null", R"({})"}) {
    const std::string header = std::string(R"({"alg":"RSA-OAEP","enc":)") + enc + "}";
    EXPECT_EQ(fault_of(forged(header, Enc::A128GCM, cek, "", "x")), JweFault::alg_not_allowed) << enc;
  }
}

// [R-JW-1] [R-JW-3] [R-JW-4] [R-JW-6] Hostile headers over content and keys that are otherwise sound.
TEST_F(Jwe, RefusesHostileHeaders) {
  const std::string sound = token_for(KeyAlg::RSA_OAEP, Enc::A128GCM);
  const auto with_header = [&](const std::string& header) {
    std::vector<std::string> parts = parts_of(sound);
    parts[0] = base64url_encode(header);
    return joined(parts);
  };
  const auto extended = [&](const std::string& more) { return with_header(R"({"alg":"RSA-OAEP","enc":"A128GCM",)" + more + "}"); };
  for (const char* header : {"", "[]", "null", "1", "{", "{}}", "\xEF\xBB\xBF{}", "{'alg':1}"}) {
    EXPECT_EQ(fault_of(with_header(header)), JweFault::malformed) << header;
  }
  for (const std::string more : {R"("alg":"RSA-OAEP")", R"("\u0061lg":"RSA-OAEP")", R"("x":{"a":1,"a":1})", R"("x\u0000":1)", R"("kid":1)",
                                 R"("kid":null)", R"("kid":"\ud800")"}) {
    EXPECT_EQ(fault_of(extended(more)), JweFault::malformed) << more;
  }
  EXPECT_EQ(fault_of(extended(R"("kid":")" + std::string(257, 'k') + '"')), JweFault::malformed);
  EXPECT_EQ(fault_of(extended(R"("x":")" + std::string(4096, 'x') + '"')), JweFault::malformed);
  EXPECT_EQ(fault_of(extended(R"("x":)" + std::string(13, '[') + std::string(13, ']'))), JweFault::malformed);
  for (const char* more : {R"("zip":"DEF")", R"("zip":null)", R"("crit":["exp"],"exp":1)", R"("crit":[])", R"("b64":false)"}) {
    EXPECT_EQ(fault_of(extended(more)), JweFault::unsupported_header) << more;
  }
  // The key that comes along is not asked for anything.
  EXPECT_EQ(fault_of(extended(R"("jwk":{},"jku":"https://attacker.example","p2c":2147483647)")), JweFault::undecryptable);
}

// [S-J9] [R-JW-5] [RFC7518 §4.6.1.1] Points that would draw the private key out bit by bit, and what is none at all.
TEST_F(Jwe, TheEphemeralKeyIsAPointOnTheRecipientsCurve) {
  for (const KeyAlg alg : {KeyAlg::ECDH_ES, KeyAlg::ECDH_ES_A128KW}) {
    const std::string token = token_for(alg, Enc::A128GCM);
    const Json header = header_of(token);
    const auto with_epk = [&](const Json& epk) {
      Json other = header;
      other["epk"] = epk;
      std::vector<std::string> parts = parts_of(token);
      parts[0] = base64url_encode(other.dump());
      return joined(parts);
    };
    Json off_curve = header["epk"];
    off_curve["y"] = off_curve["x"];
    Json zero = header["epk"];
    zero["x"] = zero["y"] = base64url_encode(std::string(32, '\0'));
    Json narrow = header["epk"];
    narrow["x"] = base64url_encode(base64url_decode(narrow["x"].get<std::string>()).value().substr(1));
    Json relabelled = header["epk"];
    relabelled["crv"] = "P-384";
    Json private_one = header["epk"];
    private_one["d"] = "AA";
    for (const Json& epk : {off_curve, zero, narrow, relabelled, private_one, Json::object(), Json(), Json(1), Json("x"), Json::array(),
                            key_of(KeyType::RSA)->public_jwk(), key_for(Alg::ES384).public_jwk(), key_for(Alg::EdDSA).public_jwk()}) {
      EXPECT_EQ(fault_of(with_epk(epk)), JweFault::undecryptable) << epk;
    }
    Json none = header;
    none.erase("epk");
    std::vector<std::string> parts = parts_of(token);
    parts[0] = base64url_encode(none.dump());
    EXPECT_EQ(fault_of(joined(parts)), JweFault::undecryptable);
  }
}

// [R-JW-7] [RFC7516 §11.5] Padding that does not fit, a key of another length, a tag that does not hold: one fault.
TEST_F(Jwe, WhateverIsWrongWithTheKeyLooksLikeTheContent) {
  const std::string sound = token_for(KeyAlg::RSA_OAEP_256, Enc::A256GCM);
  const std::vector<std::string> parts = parts_of(sound);
  const std::string modulus(base64url_decode(parts[1]).value().size(), '\xff');
  const std::vector<std::string> keys{"", "x", std::string(256, '\0'), modulus, modulus.substr(1), modulus + 'x', modulus + modulus};
  for (const std::string& encrypted_key : keys) {
    std::vector<std::string> other = parts;
    other[1] = base64url_encode(encrypted_key);
    EXPECT_EQ(fault_of(joined(other)), JweFault::undecryptable) << encrypted_key.size();
  }
  // The right key of the wrong length: what was sent for A128GCM does not open A256GCM, nor the other way round.
  const std::vector<std::string> shorter = parts_of(token_for(KeyAlg::RSA_OAEP_256, Enc::A128GCM));
  EXPECT_EQ(fault_of(joined({parts[0], shorter[1], parts[2], parts[3], parts[4]})), JweFault::undecryptable);
  EXPECT_EQ(fault_of(joined({shorter[0], parts[1], shorter[2], shorter[3], shorter[4]})), JweFault::undecryptable);
  // Under the other hash of OAEP, and under somebody else's key.
  std::vector<std::string> relabelled = parts;
  relabelled[0] = base64url_encode(R"({"alg":"RSA-OAEP","enc":"A256GCM"})");
  EXPECT_EQ(fault_of(joined(relabelled)), JweFault::undecryptable);
  EXPECT_EQ(fault_of(sound, kEverything, source({DecryptionKey::generate(KeyAlg::RSA_OAEP_256)})), JweFault::undecryptable);
}

// CVE-2026-53938, CVE-2026-53939: wrapped keys of every wrong length are refused, and content under a key of zeros is
// not what anybody sent.
TEST_F(Jwe, WrappedKeysHaveOneLength) {
  const std::string token = token_for(KeyAlg::ECDH_ES_A256KW, Enc::A128CBC_HS256);
  std::vector<std::string> parts = parts_of(token);
  const std::string wrapped = base64url_decode(parts[1]).value();
  ASSERT_EQ(wrapped.size(), cek_size(Enc::A128CBC_HS256) + 8);
  for (std::size_t size = 0; size <= 96; ++size) {
    if (size != wrapped.size()) {
      parts[1] = base64url_encode((wrapped + std::string(96, '\0')).substr(0, size));
      EXPECT_EQ(fault_of(joined(parts)), JweFault::undecryptable) << size;
    }
  }
  const Json header = header_of(token);
  EXPECT_EQ(fault_of(forged(header.dump(), Enc::A128CBC_HS256, Secret(std::string(32, '\0')), wrapped, "x")), JweFault::undecryptable);
}

TEST_F(Jwe, TheSourceHearsKidAndAlgAndMayHaveNothing) {
  const std::string token = token_for(KeyAlg::ECDH_ES, Enc::A128GCM);
  int asked = 0;
  const auto listening = [&](std::optional<std::string_view> kid, KeyAlg alg) {
    ++asked;
    EXPECT_EQ(kid, key_of(KeyType::EC)->kid());
    EXPECT_EQ(alg, KeyAlg::ECDH_ES);
    return std::vector<std::shared_ptr<const DecryptionKey>>{nullptr, key_of(KeyType::RSA)};
  };
  EXPECT_EQ(fault_of(token, kEverything, listening), JweFault::unknown_key);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(fault_of(token, kEverything, source({})), JweFault::unknown_key);
  // Of several keys the right one is found, wherever it stands.
  const auto other = DecryptionKey::generate(KeyAlg::ECDH_ES);
  EXPECT_TRUE(decrypt(token, kEverything, source({other, key_of(KeyType::EC)})));
}

// [R-JW-6] What was inside is not believed before its own signature holds; and a token in a token in a token is none.
TEST_F(Jwe, CarriesASignedTokenAndNothingDeeper) {
  const SigningKey& signer = key_for(Alg::ES256);
  const std::string nested = encrypt(mint(signer, "JWT", {{"n", 1}}), {KeyAlg::ECDH_ES, Enc::A128GCM},
                                     *key_of(KeyType::EC)->public_key(), "JWT");
  const auto opened = decrypt(nested, kEverything, ours());
  ASSERT_TRUE(opened);
  EXPECT_TRUE(verify(opened->plaintext, {{Alg::ES256}, {"jwt"}}, only(signer)));
  const std::string twice = encrypt(nested, {KeyAlg::ECDH_ES, Enc::A128GCM}, *key_of(KeyType::EC)->public_key(), "JWT");
  const auto opened_twice = decrypt(twice, kEverything, ours());
  ASSERT_TRUE(opened_twice);
  const auto refused = verify(opened_twice->plaintext, {{Alg::ES256}, {"jwt", ""}}, only(signer));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), JwsFault::malformed);
}

// [RFC7517 §4.2] [RFC7517 §4.3] [RFC7517 §4.4]
TEST_F(Jwe, LabelsNarrowWhatAKeyMayEncrypt) {
  Json rsa = key_of(KeyType::RSA)->public_jwk();
  Json ec = key_of(KeyType::EC)->public_jwk();
  rsa.erase("use");
  ec.erase("use");
  const auto with = [](Json jwk, const Json& more) {
    jwk.update(more);
    return jwk;
  };
  struct Row {
    Json jwk;
    KeyAlg alg;
    bool allowed;
  };
  for (const Row& row : std::vector<Row>{
           {rsa, KeyAlg::RSA_OAEP, true},
           {rsa, KeyAlg::ECDH_ES, false},
           {with(rsa, {{"use", "enc"}}), KeyAlg::RSA_OAEP_256, true},
           {with(rsa, {{"use", "sig"}}), KeyAlg::RSA_OAEP_256, false},
           {with(rsa, {{"use", "other"}}), KeyAlg::RSA_OAEP_256, false},
           {with(rsa, {{"alg", "RSA-OAEP-256"}}), KeyAlg::RSA_OAEP_256, true},
           {with(rsa, {{"alg", "RSA-OAEP-256"}}), KeyAlg::RSA_OAEP, false},
           {with(rsa, {{"alg", "RSA-OAEP-384"}}), KeyAlg::RSA_OAEP, false},
           {with(rsa, {{"alg", "RS256"}}), KeyAlg::RSA_OAEP, false},
           {with(rsa, {{"key_ops", {"encrypt"}}}), KeyAlg::RSA_OAEP, true},
           {with(rsa, {{"key_ops", {"wrapKey"}}}), KeyAlg::RSA_OAEP, true},
           {with(rsa, {{"key_ops", {"verify"}}}), KeyAlg::RSA_OAEP, false},
           {with(rsa, {{"key_ops", Json::array()}}), KeyAlg::RSA_OAEP, false},
           {ec, KeyAlg::ECDH_ES, true},
           {ec, KeyAlg::ECDH_ES_A256KW, true},
           {with(ec, {{"alg", "ECDH-ES+A128KW"}}), KeyAlg::ECDH_ES_A128KW, true},
           {with(ec, {{"alg", "ECDH-ES+A128KW"}}), KeyAlg::ECDH_ES, false},
           {with(ec, {{"key_ops", {"deriveBits"}}}), KeyAlg::ECDH_ES, true},
           {with(ec, {{"key_ops", Json::array()}}), KeyAlg::ECDH_ES, true},  // as Web Crypto exports them
           {with(ec, {{"key_ops", {"verify"}}}), KeyAlg::ECDH_ES, false},
           {key_for(Alg::EdDSA).public_jwk(), KeyAlg::ECDH_ES, false},
       }) {
    const auto key = import_public_jwk(row.jwk);
    ASSERT_TRUE(key) << row.jwk << key.error();
    EXPECT_EQ((*key)->can_encrypt(row.alg), row.allowed) << row.jwk << name_of(row.alg);
    EXPECT_EQ(import_public_jwk((*key)->to_jwk()).value()->can_encrypt(row.alg), row.allowed);
    if (row.jwk.value("use", "") == "enc" || row.jwk.value("alg", "").starts_with("RSA-OAEP")) {
      EXPECT_FALSE((*key)->can_verify(Alg::RS256)) << row.jwk;
    }
  }
  EXPECT_FALSE(import_public_jwk(with(ec, {{"alg", "RSA-OAEP"}})));
  EXPECT_FALSE(import_public_jwk(with(rsa, {{"alg", "ECDH-ES"}})));
}

TEST_F(Jwe, TheFirstSuitableKeyOfASetIsTaken) {
  const Json rsa = key_of(KeyType::RSA)->public_jwk();
  const Json ec = key_of(KeyType::EC)->public_jwk();
  const Json second = DecryptionKey::generate(KeyAlg::ECDH_ES)->public_jwk();
  const auto set = import_jwks({{"keys", {key_for(Alg::RS256).public_jwk(), key_for(Alg::ES256).public_jwk(), rsa, ec, second}}});
  ASSERT_TRUE(set) << set.error();
  EXPECT_EQ(set->encryption_key(KeyAlg::RSA_OAEP)->kid(), rsa["kid"]);
  EXPECT_EQ(set->encryption_key(KeyAlg::ECDH_ES_A128KW)->kid(), ec["kid"]);
  const auto signing_only = import_jwks({{"keys", {key_for(Alg::RS256).public_jwk()}}});
  EXPECT_EQ(signing_only->encryption_key(KeyAlg::RSA_OAEP), nullptr);
}

}  // namespace
}  // namespace signet::jose
