#include "dpop/proof.h"

#include <gtest/gtest.h>

#include "jose/forge.h"

namespace signet::dpop {
namespace {

using jose::Alg;
using jose::testing::key_for;
using jose::testing::signed_token;

Json header(const jose::SigningKey& key) {
  return {{"typ", "dpop+jwt"}, {"alg", jose::name_of(key.alg())}, {"jwk", key.public_jwk()}};
}
Json claims() { return {{"jti", "1"}, {"htm", "POST"}, {"htu", "https://login.example.test/oauth2/token"}, {"iat", 1700000000}}; }

std::string proof(const Json& head, const Json& body, const jose::SigningKey& key = key_for(Alg::ES256)) {
  return signed_token(key, head.dump(), body.dump());
}

TEST(DpopProof, NamesTheKeyThatSignedIt) {  // [RFC9449 §4.2]
  for (const Alg alg : {Alg::ES256, Alg::PS256, Alg::EdDSA}) {
    const auto read = read_proof(proof(header(key_for(alg)), claims(), key_for(alg)));
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->jkt, key_for(alg).public_key()->thumbprint());
    EXPECT_EQ(read->htu, "https://login.example.test/oauth2/token");
  }
}

TEST(DpopProof, IsRefusedWhereAnythingIsMissingOrOfAnotherKind) {  // [R-DP-1] [DP-04] [R-TK-3]
  const auto& key = key_for(Alg::ES256);
  for (const char* member : {"typ", "alg", "jwk"}) {
    Json head = header(key);
    head.erase(member);
    EXPECT_FALSE(read_proof(proof(head, claims()))) << member;
  }
  for (const char* member : {"jti", "htm", "htu", "iat"}) {
    Json body = claims();
    body.erase(member);
    EXPECT_FALSE(read_proof(proof(header(key), body))) << member;
  }
  const auto with = [&](const char* member, const Json& value) {
    Json head = header(key);
    head[member] = value;
    return proof(head, claims());
  };
  EXPECT_FALSE(read_proof(with("typ", "JWT")));
  EXPECT_FALSE(read_proof(with("alg", "none")));
  EXPECT_FALSE(read_proof(with("crit", {"exp"})));
  EXPECT_FALSE(read_proof(with("jwk", key_for(Alg::EdDSA).public_jwk()))) << "a key that did not sign it";
  EXPECT_FALSE(read_proof(proof(header(key_for(Alg::RS256)), claims(), key_for(Alg::RS256)))) << "not an algorithm of FAPI";
  Json private_jwk = key.public_jwk();
  private_jwk["d"] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
  EXPECT_FALSE(read_proof(with("jwk", private_jwk))) << "whoever sends the private key has lost it";
  std::string damaged = proof(header(key), claims());
  damaged[damaged.size() - 10] = damaged[damaged.size() - 10] == 'A' ? 'B' : 'A';
  EXPECT_FALSE(read_proof(damaged));
  EXPECT_FALSE(read_proof("a.b"));
}

TEST(DpopProof, IgnoresWhatItDoesNotNeed) {  // [DP-01]
  Json body = claims();
  body["exp"] = 1;
  body["nbf"] = 4000000000;
  body["extra"] = {{"a", 1}};
  EXPECT_TRUE(read_proof(proof(header(key_for(Alg::ES256)), body)));
}

TEST(DpopProof, EqualUrlsAreEqual) {  // [DP-05] [RFC9449 §4.3] RFC 3986 §6.2
  const auto same = [](const char* text) { return normalised_htu(text); };
  EXPECT_EQ(same("HTTPS://Login.Example.TEST:443/oauth2/token?a=b#c"), "https://login.example.test/oauth2/token");
  EXPECT_EQ(same("https://login.example.test"), "https://login.example.test/");
  EXPECT_EQ(same("https://login.example.test/o%61uth2/%7Etoken%2f"), "https://login.example.test/oauth2/~token%2F");
  EXPECT_NE(same("https://login.example.test/oauth2/Token"), same("https://login.example.test/oauth2/token")) << "paths are letters";
  EXPECT_FALSE(same("https://user@login.example.test/"));
  EXPECT_FALSE(same("urn:a:b"));
  EXPECT_FALSE(same("/oauth2/token"));
}

}  // namespace
}  // namespace signet::dpop
