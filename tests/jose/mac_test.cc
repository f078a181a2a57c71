#include "jose/mac.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <type_traits>

#include "crypto/digest.h"
#include "jose/forge.h"

namespace signet::jose {
namespace {

using testing::key_for;
using testing::only;
using testing::signed_token;
using testing::unsigned_token;

constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::string_view kClaims = R"({"sub":"client"})";
const MacRules kRules{{MacAlg::HS256}, {"jwt", ""}};
const MacRules kEverything{{kAllMacAlgs.begin(), kAllMacAlgs.end()}, {"jwt", ""}};

std::vector<Secret> secrets(std::initializer_list<std::string_view> texts) {
  std::vector<Secret> list;
  for (const std::string_view text : texts) {
    list.emplace_back(text);
  }
  return list;
}

std::string token_under(std::string_view secret, int bits, std::string_view header, std::string_view claims = kClaims) {
  const std::string input = unsigned_token(header, claims);
  return input + '.' + base64url_encode(crypto::hmac_sha2(bits, Secret(secret), input));
}

std::string header_for(MacAlg alg) { return R"({"alg":")" + std::string(name_of(alg)) + R"("})"; }

class Mac : public ::testing::Test {
 protected:
  ~Mac() override { EXPECT_EQ(ERR_peek_error(), 0U); }  // [S-J15]

  static JwsFault fault_of(std::string_view token, const MacRules& rules, const std::vector<Secret>& list) {
    const auto result = verify_mac(token, rules, list);
    if (result) {
      ADD_FAILURE() << "accepted: " << token;
      return JwsFault::malformed;
    }
    return result.error();
  }
  JwsFault fault_of(std::string_view token) const { return fault_of(token, kRules, one_); }

  const std::string secret_ = std::string(43, 's');
  const std::vector<Secret> one_ = secrets({secret_});
};

// [RFC7515 §A.1] [RFC7518 §3.2]
TEST_F(Mac, TheStandardsExampleHolds) {
  const std::string key =
      base64url_decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow").value();
  const std::string token =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
      "Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const auto verified = verify_mac(token, kRules, secrets({key}));
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->claims["iss"], "joe");
  EXPECT_EQ(verified->header["typ"], "JWT");
  EXPECT_EQ(verified->alg, MacAlg::HS256);
}

TEST_F(Mac, NamesAreReadLetterForLetter) {
  for (const MacAlg alg : kAllMacAlgs) {
    EXPECT_EQ(mac_alg_from(name_of(alg)), alg);
    EXPECT_FALSE(alg_from(name_of(alg))) << "a MAC is no signature";
  }
  for (const char* name : {"", "hs256", "HS1", "HS256 ", "RS256", "none"}) {
    EXPECT_FALSE(mac_alg_from(name)) << name;
  }
}

// [R-JW-2] Neither result can stand for the other, and neither can be made without its check.
static_assert(!std::is_convertible_v<MacAlg, Alg> && !std::is_convertible_v<VerifiedMac, VerifiedJws>);
static_assert(!std::is_default_constructible_v<VerifiedMac> && !std::is_constructible_v<VerifiedMac, Json, Json, MacAlg>);

TEST_F(Mac, HoldsForEveryAlgorithmThatTheCallerNamed) {
  const std::string secret(64, 'k');
  for (const MacAlg alg : kAllMacAlgs) {
    const int bits = static_cast<int>(min_secret_size(alg)) * 8;
    const std::string token = token_under(secret, bits, header_for(alg));
    EXPECT_TRUE(verify_mac(token, {{alg}, {""}}, secrets({secret}))) << name_of(alg);
    EXPECT_EQ(fault_of(token, {{}, {""}}, secrets({secret})), JwsFault::alg_not_allowed);
    EXPECT_EQ(fault_of(token, kEverything, secrets({std::string(64, 'x')})), JwsFault::bad_signature);
  }
  // The MAC of another hash is none, whole or cut.
  const std::string long_mac = token_under(secret, 512, kHeader);
  EXPECT_EQ(fault_of(long_mac, kEverything, secrets({secret})), JwsFault::bad_signature);
  EXPECT_EQ(fault_of(token_under(secret, 256, header_for(MacAlg::HS512)), kEverything, secrets({secret})), JwsFault::bad_signature);
}

// [R-JW-5] [S-J8]
TEST_F(Mac, ASecretShorterThanTheHashIsNone) {
  EXPECT_EQ(fault_of(token_under("", 256, kHeader), kRules, secrets({""})), JwsFault::unknown_key);
  EXPECT_EQ(fault_of(token_under("", 256, kHeader), kRules, {}), JwsFault::unknown_key);
  for (const MacAlg alg : kAllMacAlgs) {
    const std::size_t enough = min_secret_size(alg);
    const int bits = static_cast<int>(enough) * 8;
    const std::string exact(enough, 'k');
    const std::string shorter(enough - 1, 'k');
    EXPECT_TRUE(verify_mac(token_under(exact, bits, header_for(alg)), kEverything, secrets({exact})));
    EXPECT_EQ(fault_of(token_under(shorter, bits, header_for(alg)), kEverything, secrets({shorter})), JwsFault::unknown_key);
  }
}

TEST_F(Mac, AnyOfTheSecretsMayHaveMadeIt) {
  const std::string other(32, 'o');
  const std::string token = token_under(secret_, 256, kHeader);
  EXPECT_TRUE(verify_mac(token, kRules, secrets({other, secret_})));
  EXPECT_TRUE(verify_mac(token, kRules, secrets({"", secret_, other})));
  EXPECT_EQ(fault_of(token, kRules, secrets({other, ""})), JwsFault::bad_signature);
}

// [R-JW-1] [R-JW-4] [S-J3] [S-J4] [S-J6] [S-J11] As strict as signatures are read, through the same reader.
TEST_F(Mac, IsReadAsStrictlyAsASignature) {
  const std::string token = token_under(secret_, 256, kHeader);
  ASSERT_TRUE(verify_mac(token, kRules, one_));
  for (const std::string& text : {std::string(), token + '=', token + '.', token.substr(0, token.rfind('.') + 1), token + "\n",
                                  token_under(secret_, 256, kHeader, R"({"a":1,"a":2})"), token_under(secret_, 256, "[]"),
                                  token_under(secret_, 256, R"({"alg":"HS256","kid":1})")}) {
    EXPECT_EQ(fault_of(text), JwsFault::malformed) << text;
  }
  EXPECT_EQ(fault_of(token_under(secret_, 256, R"({"alg":"HS256","crit":["exp"]})")), JwsFault::critical_header);
  EXPECT_EQ(fault_of(token_under(secret_, 256, R"({"alg":"HS256","b64":false})")), JwsFault::critical_header);
  EXPECT_EQ(fault_of(token_under(secret_, 256, R"({"alg":"HS256","typ":"at+jwt"})")), JwsFault::wrong_typ);
  EXPECT_EQ(fault_of(std::string(kMaxTokenSize + 1, 'a')), JwsFault::too_large);
  for (std::size_t at = token.rfind('.') + 1; at + 1 < token.size(); ++at) {
    std::string mutated = token;
    mutated[at] = token[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(fault_of(mutated), JwsFault::bad_signature);
  }
}

// [R-JW-2] [S-J7] What is asymmetric, or nothing, is not even looked at here, and what is symmetric not by verify().
TEST_F(Mac, KnowsNoOtherFamilyOfAlgorithms) {
  for (const std::string alg : {"none", "RS256", "ES256", "PS256", "EdDSA", "hs256", "HS256 ", "dir"}) {
    EXPECT_EQ(fault_of(token_under(secret_, 256, R"({"alg":")" + alg + R"("})"), kEverything, one_), JwsFault::alg_not_allowed) << alg;
  }
  const SigningKey& key = key_for(Alg::ES256);
  EXPECT_EQ(fault_of(signed_token(key, R"({"alg":"ES256"})", kClaims), kEverything, one_), JwsFault::alg_not_allowed);
  EXPECT_FALSE(verify(token_under(secret_, 256, kHeader), {{kAllAlgs.begin(), kAllAlgs.end()}, {"jwt"}}, only(key)));
}

}  // namespace
}  // namespace signet::jose
