#include "jose/verify.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "crypto/digest.h"
#include "jose/forge.h"
#include "jose/mint.h"

namespace signet::jose {
namespace {

using testing::key_for;
using testing::only;
using testing::signed_token;
using testing::unsigned_token;
using namespace std::string_literals;

const VerifyRules kRules{{Alg::ES256}, {"jwt", ""}};
constexpr std::string_view kHeader = R"({"alg":"ES256","typ":"JWT"})";
constexpr std::string_view kClaims = R"({"sub":"alice"})";

class Verify : public ::testing::Test {
 protected:
  // [S-J15] Whatever was refused, the next TLS call on this thread must not hear of it.
  ~Verify() override { EXPECT_EQ(ERR_peek_error(), 0U); }

  static std::string good() { return signed_token(key_for(Alg::ES256), kHeader, kClaims); }

  static JwsFault fault_of(std::string_view token, const VerifyRules& rules, const KeySource& keys) {
    const auto result = verify(token, rules, keys);
    if (result) {
      ADD_FAILURE() << "accepted: " << token.substr(0, 200);
      return JwsFault::malformed;
    }
    return result.error();
  }
  static JwsFault fault_of(std::string_view token) {
    return fault_of(token, kRules, only(key_for(Alg::ES256)));
  }
};

TEST_F(Verify, GivesTheClaimsOfAGoodToken) {
  const auto verified = verify(good(), kRules, only(key_for(Alg::ES256)));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->claims, Json({{"sub", "alice"}}));
  EXPECT_EQ(verified->header["typ"], "JWT");
  EXPECT_EQ(verified->alg, Alg::ES256);
  EXPECT_EQ(verified->kid, key_for(Alg::ES256).kid());
}

TEST_F(Verify, HoldsForEveryAlgorithm) {
  for (const Alg alg : kAllAlgs) {
    const std::string token = mint(key_for(alg), "JWT", {{"n", 1}});
    EXPECT_TRUE(verify(token, {{alg}, {"jwt"}}, only(key_for(alg)))) << name_of(alg);
    EXPECT_EQ(fault_of(token, {{}, {"jwt"}}, only(key_for(alg))), JwsFault::alg_not_allowed) << name_of(alg);
  }
}

// A public type that only verification can make.
static_assert(!std::is_default_constructible_v<VerifiedJws>);
static_assert(!std::is_constructible_v<VerifiedJws, Json, Json, Alg, std::string>);

// [R-JW-1] [S-J3] [S-J6] [S-J13]
TEST_F(Verify, RefusesEveryOtherSpellingOfATokensText) {
  const std::string token = good();
  const std::size_t first = token.find('.');
  const std::size_t second = token.rfind('.');
  const std::string header = token.substr(0, first);
  const std::string payload = token.substr(first + 1, second - first - 1);
  const std::string signature = token.substr(second + 1);

  std::vector<std::string> hostile{"",
                                   ".",
                                   "..",
                                   "...",
                                   "a",
                                   "a.b",
                                   "a.b.",
                                   ".b.c",
                                   "a..c",
                                   header + '.' + payload,
                                   header + '.' + payload + '.',     // the unsigned token of [S-J6]
                                   header + ".." + signature,        //
                                   '.' + payload + '.' + signature,  //
                                   token + '.',
                                   '.' + token,                     //
                                   token + '.' + signature,         // four parts
                                   header + ".a.b.c." + signature,  // a JWE has five
                                   "Bearer " + token};
  for (const std::string& junk : {"="s, "=="s, "!"s, "~~~~"s, "\n"s, "\r\n"s, " "s, "\t"s, "\0"s, "\x80"s,
                                  "\xff"s, "+"s, "/"s, "%3D"s, "\xc3\xa9"s}) {
    for (const std::string& part : {header, payload, signature}) {
      const std::size_t at = token.find(part);
      hostile.push_back(token.substr(0, at + part.size()) + junk + token.substr(at + part.size()));
      hostile.push_back(token.substr(0, at) + junk + token.substr(at));
      hostile.push_back(token.substr(0, at + 2) + junk + token.substr(at + 3));
    }
  }
  // 64 bytes leave four unused bits in the last character: 15 more spellings of the same signature.
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const std::size_t last = kAlphabet.find(token.back());
  ASSERT_EQ(last % 16, 0U);
  for (std::size_t other = last + 1; other < last + 16; ++other) {
    hostile.push_back(token.substr(0, token.size() - 1) + kAlphabet[other]);
  }
  for (const std::string& text : hostile) {
    EXPECT_EQ(fault_of(text), JwsFault::malformed) << text;
    EXPECT_FALSE(peek_claims(text)) << text;
  }
}

// [R-JW-1] [S-J2] [S-J4] [S-J11] Each of these carries a signature that holds.
TEST_F(Verify, RefusesHeadersAndPayloadsThatAreNoPlainObjects) {
  const std::string nested12 = std::string(11, '[') + std::string(11, ']');  // and the root makes twelve
  const std::string nested13 = std::string(12, '[') + std::string(12, ']');
  const std::vector<std::string> payloads{"",
                                          "[1]",
                                          "[]",
                                          "\"x\"",
                                          "1",
                                          "true",
                                          "null",
                                          "{",
                                          "{}}",
                                          "{} x",
                                          "\xEF\xBB\xBF{}",
                                          "{'sub':1}",
                                          "{\"a\":1,}",
                                          "{\"sub\":\"alice\",\"sub\":\"bob\"}",  // last wins elsewhere
                                          "{\"a\":{\"b\":1,\"b\":2}}",            //
                                          "{\"a\":[{\"b\":1,\"b\":2}]}",          //
                                          "{\"sub\":1,\"s\\u0075b\":2}",          // the same name, escaped
                                          "{\"exp\\u0000\":1}",
                                          "{\"a\":{\"\\u0000\":1}}",  // the heap over-read of 1.1
                                          "{\"a\":\"\xff\"}",
                                          "{\"a\":\"\xc0\x80\"}",
                                          "{\"a\":\"\\ud800\"}",
                                          "{\"a\":\"\xed\xa0\x80\"}",
                                          "{\"a\":NaN}",
                                          "{\"a\":Infinity}",
                                          "{\"a\":1e400}",
                                          "{\"a\":01}",
                                          "{\"a\":\"\n\"}",
                                          "{\"a\":" + nested13 + "}",
                                          std::string(8000, '['),
                                          std::string(8000, '{'),
                                          "{\"a\":" + std::string(8000, '[')};
  for (const std::string& payload : payloads) {
    EXPECT_EQ(fault_of(signed_token(key_for(Alg::ES256), kHeader, payload)), JwsFault::malformed) << payload;
  }
  const std::string deepest = signed_token(key_for(Alg::ES256), kHeader, "{\"a\":" + nested12 + "}");
  EXPECT_TRUE(verify(deepest, kRules, only(key_for(Alg::ES256))));

  const std::string long_member(4096 - kHeader.size() - 6, 'x');
  const auto header_with = [](const std::string& more) {
    return "{\"alg\":\"ES256\",\"typ\":\"JWT\"," + more + "}";
  };
  const std::vector<std::string> headers{"",
                                         "[]",
                                         "null",
                                         "1",
                                         "\"ES256\"",
                                         "\xEF\xBB\xBF" + std::string(kHeader),
                                         std::string(kHeader) + " {}",
                                         header_with("\"alg\":\"ES256\""),
                                         header_with("\"alg\":\"none\""),
                                         header_with("\"x\":{\"y\":1,\"y\":1}"),
                                         header_with("\"alg\\u0000\":1"),
                                         header_with("\"x\":" + nested13),
                                         header_with("\"kid\":1"),
                                         header_with("\"kid\":null"),
                                         header_with("\"kid\":[\"a\"]"),
                                         header_with("\"kid\":\"" + std::string(257, 'k') + "\""),
                                         header_with("\"x\":\"" + long_member + "\"")};
  for (const std::string& header : headers) {
    EXPECT_EQ(fault_of(signed_token(key_for(Alg::ES256), header, kClaims)), JwsFault::malformed) << header;
  }
  const std::string longest = header_with("\"x\":\"" + long_member.substr(1) + "\"");
  ASSERT_EQ(longest.size(), 4096U);
  EXPECT_TRUE(verify(signed_token(key_for(Alg::ES256), longest, kClaims), kRules, only(key_for(Alg::ES256))));
}

// [R-JW-2] [S-J1] [S-J2] [S-J5] [S-J6] [S-J17]
TEST_F(Verify, RefusesEveryAlgorithmThatTheCallerDidNotName) {
  for (const std::string alg : {"\"none\"",    "\"NONE\"",
                                "\"nOnE\"",    "\"none\\u0000x\"",
                                "\"\"",        "\"es256\"",
                                "\"Es256\"",   "\"ES256 \"",
                                "\" ES256\"",  "\"ES256\\u0000x\"",
                                "\"ES256K\"",  "\"foo\"",
                                "\"RS1\"",     "\"RS256\"",
                                "\"PS256\"",   "\"EdDSA\"",
                                "\"Ed25519\"", "\"ES384\"",
                                "\"HS256\"",   "\"PBES2-HS256+A128KW\"",
                                "\"dir\"",     "1",
                                "null",        "true",
                                "[\"ES256\"]", "{\"alg\":\"ES256\"}"}) {
    const std::string token = signed_token(key_for(Alg::ES256), "{\"alg\":" + alg + "}", kClaims);
    EXPECT_EQ(fault_of(token), JwsFault::alg_not_allowed) << alg;
  }
  EXPECT_EQ(fault_of(signed_token(key_for(Alg::ES256), "{\"typ\":\"JWT\"}", kClaims)),
            JwsFault::alg_not_allowed);
}

// [S-J1] The list holds names that crash other readers; here a name is either one of ours or nothing.
TEST_F(Verify, AnUnknownAlgorithmIsNotTheOtherUnknownOne) {
  const VerifyRules everything{{kAllAlgs.begin(), kAllAlgs.end()}, {""}};
  for (const std::string alg : {"foo", "HS256", "none", "NONE", "rs256"}) {
    const std::string token = signed_token(key_for(Alg::ES256), "{\"alg\":\"" + alg + "\"}", kClaims);
    EXPECT_EQ(fault_of(token, everything, only(key_for(Alg::ES256))), JwsFault::alg_not_allowed) << alg;
  }
}

// [S-J7] [S-J8] A MAC keyed with our public key, in every form of it that an attacker has, or with nothing.
TEST_F(Verify, ThereIsNoMacToConfuseASignatureWith) {
  const VerifyRules everything{{kAllAlgs.begin(), kAllAlgs.end()}, {""}};
  const SigningKey& key = key_for(Alg::RS256);
  for (const std::string& secret : {key.public_jwk().dump(), key.kid(), std::string()}) {
    const std::string input = unsigned_token(R"({"alg":"HS256"})", kClaims);
    const std::string token = input + '.' + base64url_encode(crypto::hmac_sha256(Secret(secret), input));
    EXPECT_EQ(fault_of(token, everything, only(key)), JwsFault::alg_not_allowed);
  }
}

// [R-JW-2] [S-J9] The key decides, not the token.
TEST_F(Verify, AKeyCarriesOnlyItsOwnAlgorithm) {
  const VerifyRules everything{{kAllAlgs.begin(), kAllAlgs.end()}, {""}};
  for (const Alg key_alg : kAllAlgs) {
    for (const Alg token_alg : kAllAlgs) {
      if (key_alg == token_alg) {
        continue;
      }
      const std::string header = "{\"alg\":\"" + std::string(name_of(token_alg)) + "\"}";
      EXPECT_EQ(fault_of(signed_token(key_for(key_alg), header, kClaims), everything, only(key_for(key_alg))),
                JwsFault::unknown_key)
          << name_of(token_alg) << " under a key for " << name_of(key_alg);
    }
  }
}

// [R-JW-4] [S-J11]
TEST_F(Verify, RefusesEveryCriticalExtension) {
  for (const std::string extension :
       {R"("crit":["exp"],"exp":1)", R"("crit":["b64"],"b64":false)", R"("b64":false)", R"("b64":true)",
        R"("crit":[])", R"("crit":"exp")", R"("crit":null)", R"("crit":["unknown"],"unknown":1)"}) {
    const std::string token =
        signed_token(key_for(Alg::ES256), "{\"alg\":\"ES256\"," + extension + "}", kClaims);
    EXPECT_EQ(fault_of(token), JwsFault::critical_header) << extension;
  }
}

// [S-J12] [RFC8725 §3.11]
TEST_F(Verify, TypIsComparedWithoutCaseAndPrefix) {
  struct Row {
    const char* header_typ;  // JSON, nullptr: absent
    std::vector<std::string_view> allowed;
    bool accepted;
  };
  const std::vector<Row> rows{
      {R"("JWT")", {"jwt"}, true},
      {R"("jwt")", {"jwt"}, true},
      {R"("application/jwt")", {"jwt"}, true},
      {R"("Application/JWT")", {"jwt"}, true},
      {R"("at+jwt")", {"at+jwt"}, true},
      {R"("application/at+JWT")", {"at+jwt"}, true},
      {R"("dpop+jwt")", {"dpop+jwt"}, true},
      {R"("oauth-authz-req+jwt")", {"oauth-authz-req+jwt"}, true},
      {R"("logout+jwt")", {"logout+jwt"}, true},
      {nullptr, {"jwt", ""}, true},
      {nullptr, {"jwt"}, false},
      {R"("")", {"jwt", ""}, false},
      {R"("application/")", {"jwt", ""}, false},
      {R"("application/application/jwt")", {"jwt"}, false},
      {R"("at+jwt")", {"jwt", ""}, false},
      {R"("JWT")", {"at+jwt"}, false},
      {R"("JWT ")", {"jwt"}, false},
      {R"("JWT\u0000x")", {"jwt"}, false},
      {R"("text/jwt")", {"jwt"}, false},
      {"1", {"jwt", ""}, false},
      {"null", {"jwt", ""}, false},
      {R"(["JWT"])", {"jwt", ""}, false},
      {R"("JWT")", {}, false},
  };
  for (const Row& row : rows) {
    const std::string typ = row.header_typ == nullptr ? "" : ",\"typ\":" + std::string(row.header_typ);
    const std::string token = signed_token(key_for(Alg::ES256), "{\"alg\":\"ES256\"" + typ + "}", kClaims);
    const VerifyRules rules{{Alg::ES256}, row.allowed};
    if (row.accepted) {
      EXPECT_TRUE(verify(token, rules, only(key_for(Alg::ES256)))) << typ;
    } else {
      EXPECT_EQ(fault_of(token, rules, only(key_for(Alg::ES256))), JwsFault::wrong_typ) << typ;
    }
  }
}

// [R-JW-3] The token brings its own key in every way there is; none of them is asked.
TEST_F(Verify, KeysInsideTheTokenAreNotTrusted) {
  const auto attacker = SigningKey::generate(Alg::ES256);
  const std::string header = Json{{"alg", "ES256"},
                                  {"jwk", attacker->public_jwk()},
                                  {"jku", "https://attacker.example/jwks"},
                                  {"x5u", "https://attacker.example/cert"},
                                  {"x5c", {"AAAA"}},
                                  {"kid", "../../etc/passwd' OR 1=1 --"}}
                                 .dump();
  const std::string token = signed_token(*attacker, header, kClaims);
  EXPECT_EQ(fault_of(token), JwsFault::bad_signature);
  const auto set = import_jwks({{"keys", {key_for(Alg::ES256).public_jwk()}}});
  ASSERT_TRUE(set);
  EXPECT_EQ(fault_of(token, kRules, keys_of(*set)), JwsFault::unknown_key);
}

TEST_F(Verify, ChoosesAmongTheKeysOfASet) {
  const auto one = SigningKey::generate(Alg::ES256);
  const auto two = SigningKey::generate(Alg::ES256);
  Json unnamed = two->public_jwk();
  unnamed.erase("kid");
  const auto named_set = import_jwks({{"keys", {one->public_jwk(), two->public_jwk()}}});
  const auto unnamed_set = import_jwks({{"keys", {one->public_jwk(), unnamed}}});
  ASSERT_TRUE(named_set && unnamed_set);

  const VerifyRules rules{{Alg::ES256}, {"jwt", ""}};
  const auto by_kid = verify(mint(*two, "JWT", {{"n", 1}}), rules, keys_of(*named_set));
  ASSERT_TRUE(by_kid);
  EXPECT_EQ(by_kid->kid, two->kid());
  // A token without kid may be any key's; one with a kid is nobody else's.
  EXPECT_TRUE(verify(signed_token(*two, kHeader, kClaims), rules, keys_of(*unnamed_set)));
  EXPECT_EQ(fault_of(mint(*two, "JWT", {{"n", 1}}), rules, keys_of(*unnamed_set)), JwsFault::unknown_key);
  const std::string wrong_name =
      signed_token(*two, Json{{"alg", "ES256"}, {"kid", one->kid()}}.dump(), kClaims);
  EXPECT_EQ(fault_of(wrong_name, rules, keys_of(*named_set)), JwsFault::bad_signature);
}

TEST_F(Verify, TheSourceSeesTheHeaderAndTheUnverifiedClaims) {
  Json seen_header;
  Json seen_claims;
  const KeySource source = [&](const Json& header, const Json& claims) {
    seen_header = header;
    seen_claims = claims;
    return std::vector<std::shared_ptr<const PublicKey>>{nullptr, key_for(Alg::ES256).public_key()};
  };
  EXPECT_TRUE(verify(good(), kRules, source));
  EXPECT_EQ(seen_header["alg"], "ES256");
  EXPECT_EQ(seen_claims["sub"], "alice");
}

// [R-JW-8] [S-J14] Nobody is asked for keys on behalf of a token that the rules refuse.
TEST_F(Verify, AsksForKeysLast) {
  const KeySource source = [](const Json&, const Json&) {
    ADD_FAILURE() << "asked";
    return std::vector<std::shared_ptr<const PublicKey>>();
  };
  EXPECT_EQ(
      fault_of(signed_token(key_for(Alg::ES256), R"({"alg":"ES256","crit":["x"]})", kClaims), kRules, source),
      JwsFault::critical_header);
  EXPECT_EQ(fault_of(signed_token(key_for(Alg::ES256), R"({"alg":"none"})", kClaims), kRules, source),
            JwsFault::alg_not_allowed);
}

TEST_F(Verify, ASizeBeyondTheLimitIsNotEvenRead) {
  const auto token_of = [](std::size_t filler) {
    return signed_token(key_for(Alg::ES256), kHeader, "{\"x\":\"" + std::string(filler, 'x') + "\"}");
  };
  VerifyRules rules = kRules;
  const std::string token = token_of(100);
  rules.max_size = token.size();
  EXPECT_TRUE(verify(token, rules, only(key_for(Alg::ES256))));
  rules.max_size = token.size() - 1;
  EXPECT_EQ(fault_of(token, rules, only(key_for(Alg::ES256))), JwsFault::too_large);
  EXPECT_EQ(fault_of(token_of(kMaxTokenSize)), JwsFault::too_large);
  EXPECT_FALSE(peek_claims(token_of(kMaxTokenSize)));
  EXPECT_TRUE(peek_claims(token_of(kMaxTokenSize), kMaxRequestObjectSize));
}

TEST_F(Verify, EveryFlippedBitIsNoticed) {
  for (const Alg alg : {Alg::ES256, Alg::RS256, Alg::PS256, Alg::EdDSA, Alg::Ed25519}) {
    const SigningKey& key = key_for(alg);
    const std::string input = unsigned_token("{\"alg\":\"" + std::string(name_of(alg)) + "\"}", kClaims);
    const std::string signature = key.sign(input);
    for (std::size_t bit = 0; bit < signature.size() * 8; bit += 7) {
      std::string flipped = signature;
      flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
      EXPECT_EQ(fault_of(input + '.' + base64url_encode(flipped), {{alg}, {""}}, only(key)),
                JwsFault::bad_signature);
    }
    for (std::size_t i = 0; i < input.size(); ++i) {
      std::string changed = input;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_FALSE(key.public_key()->verify(alg, changed, signature));
    }
  }
}

// [R-JW-10] [CVE-2022-21449] and the lengths of [S-J13].
TEST_F(Verify, EcdsaSignaturesHaveOneLengthAndTwoNumbersInRange) {
  const SigningKey& key = key_for(Alg::ES256);
  const std::string input = unsigned_token(kHeader, kClaims);
  const std::string good_signature = key.sign(input);
  ASSERT_EQ(good_signature.size(), 64U);
  const std::string n(
      "\xff\xff\xff\xff\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff"
      "\xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51",
      32);
  const std::string zero(32, '\0');
  const std::string one = std::string(31, '\0') + '\x01';
  const std::string r = good_signature.substr(0, 32);
  const std::string s = good_signature.substr(32);
  const std::string der = "\x30\x44\x02\x20" + r + "\x02\x20" + s;
  for (const std::string& signature : {zero + zero,
                                       zero + one,
                                       one + zero,
                                       one + one,
                                       n + n,
                                       n + one,
                                       one + n,
                                       r + zero,
                                       zero + s,
                                       n + s,
                                       r + n,
                                       std::string(64, '\xff'),
                                       der,
                                       good_signature + '\0',
                                       '\0' + good_signature,
                                       good_signature.substr(0, 63),
                                       '\0' + r + '\0' + s,
                                       std::string("\0", 1),
                                       s + r,
                                       std::string(132, '\x01')}) {
    EXPECT_EQ(fault_of(input + '.' + base64url_encode(signature)), JwsFault::bad_signature);
  }
}

// [S-J13] (r, n - s) verifies as well as (r, s): that is ECDSA, and why nothing may be keyed on a token's
// text.
TEST_F(Verify, TheSecondFormOfAnEcdsaSignatureNamesTheSameClaims) {
  const SigningKey& key = key_for(Alg::ES256);
  const std::string input = unsigned_token(kHeader, kClaims);
  std::string signature = key.sign(input);
  const unsigned char n[] = {0xff, 0xff, 0xff, 0xff, 0,    0,    0,    0,    0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17,
                             0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51};
  int borrow = 0;
  for (std::size_t i = 32; i-- > 0;) {
    const int difference = n[i] - static_cast<unsigned char>(signature[32 + i]) - borrow;
    borrow = difference < 0 ? 1 : 0;
    signature[32 + i] = static_cast<char>(difference);
  }
  const auto verified = verify(input + '.' + base64url_encode(signature), kRules, only(key));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->claims["sub"], "alice");
}

TEST_F(Verify, RsaSignaturesAreAsLongAsTheModulusAndOfTheNamedPadding) {
  const SigningKey& key = key_for(Alg::RS256);
  Json unpinned_jwk = key.public_jwk();
  unpinned_jwk.erase("alg");
  const auto unpinned = import_public_jwk(unpinned_jwk);
  ASSERT_TRUE(unpinned);
  const VerifyRules rules{{Alg::RS256, Alg::PS256, Alg::RS512}, {""}};
  const std::string input = unsigned_token(R"({"alg":"RS256"})", kClaims);
  const std::string signature = key.sign(input);
  const auto token = [&](std::string_view bytes) { return input + '.' + base64url_encode(bytes); };
  EXPECT_TRUE(verify(token(signature), rules, only({*unpinned})));
  for (const std::string& wrong :
       {signature.substr(0, 255), signature.substr(1), signature + '\0', '\0' + signature,
        std::string(256, '\0'), std::string(256, '\xff'), std::string(11000, 'x')}) {
    EXPECT_EQ(fault_of(token(wrong), rules, only({*unpinned})), JwsFault::bad_signature);
  }
  for (const char* header : {R"({"alg":"PS256"})", R"({"alg":"RS512"})"}) {
    const std::string other = signed_token(key, header, kClaims);
    EXPECT_EQ(fault_of(other, rules, only({*unpinned})), JwsFault::bad_signature) << header;
  }
}

TEST_F(Verify, OtherKeysOfTheSameKindDoNotVerify) {
  for (const Alg alg : {Alg::ES256, Alg::EdDSA}) {
    const auto other = SigningKey::generate(alg);
    EXPECT_EQ(fault_of(mint(*other, "", {{"n", 1}}), {{alg}, {""}}, only(key_for(alg))),
              JwsFault::bad_signature);
  }
}

TEST(PeekClaims, ReadsWithoutAnyCheckOfTheSignature) {
  const auto claims = peek_claims(unsigned_token(R"({"alg":"none"})", R"({"iss":"c1"})") + ".AAAA");
  ASSERT_TRUE(claims);
  EXPECT_EQ(claims->at("iss"), "c1");
}

TEST(JwsFault, EveryFaultHasItsName) {
  EXPECT_EQ(name_of(JwsFault::too_large), "too_large");
  EXPECT_EQ(name_of(JwsFault::bad_signature), "bad_signature");
}

}  // namespace
}  // namespace signet::jose
