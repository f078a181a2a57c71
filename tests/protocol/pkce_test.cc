#include "protocol/pkce.h"

#include <string>

#include <gtest/gtest.h>

namespace signet::protocol {
namespace {

// RFC 7636, appendix B.
constexpr std::string_view kVerifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
constexpr std::string_view kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

TEST(Pkce, TheExampleOfTheStandardMatches) {  // [RFC7636 App. B]
  EXPECT_TRUE(is_code_verifier(kVerifier));
  EXPECT_TRUE(is_code_challenge(kChallenge));
  EXPECT_TRUE(verifier_matches(kVerifier, kChallenge));
}

TEST(Pkce, NothingElseMatches) {  // [R-PK-4]
  EXPECT_FALSE(verifier_matches(kChallenge, kChallenge)) << "plain is not supported [R-PK-2]";
  EXPECT_FALSE(verifier_matches(kVerifier, kVerifier));
  EXPECT_FALSE(verifier_matches("", kChallenge));
  EXPECT_FALSE(verifier_matches(kVerifier, ""));
  EXPECT_FALSE(verifier_matches("", ""));
  EXPECT_FALSE(verifier_matches(kVerifier, "!"));
  std::string verifier(kVerifier);
  verifier.back() = 'l';
  EXPECT_FALSE(verifier_matches(verifier, kChallenge));
}

TEST(Pkce, AVerifierHas43To128UnreservedCharacters) {  // [RFC7636 §4.1]
  EXPECT_FALSE(is_code_verifier(std::string(42, 'a')));
  EXPECT_TRUE(is_code_verifier(std::string(43, 'a')));
  EXPECT_TRUE(is_code_verifier(std::string(128, '~')));
  EXPECT_FALSE(is_code_verifier(std::string(129, 'a')));
  EXPECT_FALSE(is_code_verifier(""));
  for (const char c : {' ', '+', '/', '=', '%', '\n', '\0', '\x7F', '\xC3'}) {
    EXPECT_FALSE(is_code_verifier(std::string(43, 'a') + c)) << static_cast<int>(c);
  }
}

TEST(Pkce, AChallengeIs43CharactersOfBase64Url) {  // [R-PK-2]
  EXPECT_FALSE(is_code_challenge(kChallenge.substr(1)));
  EXPECT_FALSE(is_code_challenge(std::string(kChallenge) + "A"));
  EXPECT_FALSE(is_code_challenge(std::string(kChallenge.substr(1)) + "="));
  EXPECT_FALSE(is_code_challenge(std::string(42, 'A') + "+"));
  EXPECT_FALSE(is_code_challenge(std::string(42, 'A') + "B")) << "no SHA-256 is ever spelt so";
  EXPECT_FALSE(is_code_challenge(""));
}

}  // namespace
}  // namespace signet::protocol
