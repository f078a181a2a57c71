#include "keys/key_ring.h"

#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

namespace signet::keys {
namespace {

using jose::Alg;

KeyRing::Entry entry(const std::shared_ptr<const jose::SigningKey>& key, State state) {
  return {{key->kid(), std::string(jose::name_of(key->alg())), "sig", state, Time{}, {}, {}},
          key->public_key(),
          state == State::retired ? nullptr : key};
}

TEST(KeyRing, SignsWithTheActiveKeyOnly) {
  const auto next = jose::SigningKey::generate(Alg::ES256);
  const auto active = jose::SigningKey::generate(Alg::ES256);
  const auto retired = jose::SigningKey::generate(Alg::ES256);
  const KeyRing ring(
      7, {entry(retired, State::retired), entry(next, State::next), entry(active, State::active)});
  EXPECT_EQ(ring.signing(Alg::ES256), active);
  EXPECT_EQ(ring.signing(Alg::EdDSA), nullptr);
  EXPECT_EQ(ring.version(), 7);
  EXPECT_EQ(KeyRing(1, {entry(next, State::next)}).signing(Alg::ES256), nullptr);
}

TEST(KeyRing, VerifiesWithEveryKeyItHas) {
  const auto next = jose::SigningKey::generate(Alg::ES256);
  const auto retired = jose::SigningKey::generate(Alg::EdDSA);
  const KeyRing ring(1, {entry(retired, State::retired), entry(next, State::next)});
  EXPECT_EQ(ring.find_public(next->kid()), next->public_key());
  EXPECT_EQ(ring.find_public(retired->kid()), retired->public_key());
  EXPECT_EQ(ring.find_public("unknown"), nullptr);
  EXPECT_EQ(ring.find_public(""), nullptr);
  EXPECT_EQ(ring.public_keys().size(), 2U);
}

// [DI-09] [R-JW-9]
TEST(KeyRing, TheJwksHasDistinctKidsAndNothingPrivate) {
  std::vector<KeyRing::Entry> entries;
  for (const Alg alg : jose::kAllAlgs) {
    entries.push_back(entry(jose::SigningKey::generate(alg), State::next));
  }
  const KeyRing ring(1, std::move(entries));
  const Json jwks = Json::parse(ring.jwks_json());
  ASSERT_EQ(jwks.size(), 1U);
  const std::map<std::string, std::set<std::string>> members{
      {"RSA", {"kty", "use", "alg", "kid", "n", "e"}},
      {"EC", {"kty", "use", "alg", "kid", "crv", "x", "y"}},
      {"OKP", {"kty", "use", "alg", "kid", "crv", "x"}}};
  std::set<std::string> kids;
  for (const Json& jwk : jwks["keys"]) {
    std::set<std::string> names;
    for (const auto& [name, value] : jwk.items()) {
      names.insert(name);
      EXPECT_TRUE(value.is_string());
    }
    EXPECT_EQ(names, members.at(jwk["kty"]));
    EXPECT_EQ(jwk["use"], "sig");
    kids.insert(jwk["kid"]);
  }
  EXPECT_EQ(kids.size(), jose::kAllAlgs.size());
  EXPECT_TRUE(jose::import_jwks(jwks));
}

std::string text_of(const std::string& path) {
  std::ifstream file(std::string(SIGNET_SOURCE_DIR) + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// [DI-09] The bytes that go over the wire, for keys that everybody knows.
TEST(KeyRing, TheJwksIsRenderedLikeThis) {
  const auto rsa =
      jose::SigningKey::from_pem(Secret(text_of("/tests/vectors/rfc7515_a2_private.pem")), Alg::RS256);
  const auto ed =
      jose::SigningKey::from_pem(Secret(text_of("/tests/vectors/rfc8037_a1_private.pem")), Alg::EdDSA);
  ASSERT_TRUE(rsa && ed);
  const KeyRing ring(1, {entry(*rsa, State::active), entry(*ed, State::next)});
  EXPECT_EQ(ring.jwks_json() + '\n', text_of("/tests/golden/jwks.json"));
}

TEST(KeyRing, TheEntityTagChangesWithTheKeysAndNotWithTheirStates) {
  const auto one = jose::SigningKey::generate(Alg::ES256);
  const auto two = jose::SigningKey::generate(Alg::ES256);
  const KeyRing first(1, {entry(one, State::active)});
  EXPECT_EQ(first.jwks_etag().size(), 24U);
  EXPECT_EQ(first.jwks_etag().front(), '"');
  EXPECT_EQ(first.jwks_etag().back(), '"');
  EXPECT_EQ(KeyRing(2, {entry(one, State::retired)}).jwks_etag(), first.jwks_etag());
  EXPECT_NE(KeyRing(1, {entry(two, State::active)}).jwks_etag(), first.jwks_etag());
}

TEST(KeyRing, AnEmptyRingIsAnEmptySet) { EXPECT_EQ(KeyRing(0, {}).jwks_json(), R"({"keys":[]})"); }

TEST(State, NamesAreThoseOfTheCommandLine) {
  EXPECT_EQ(name_of(State::next), "next");
  EXPECT_EQ(name_of(State::active), "active");
  EXPECT_EQ(name_of(State::retired), "retired");
  EXPECT_EQ(name_of(State::gone), "gone");
}

}  // namespace
}  // namespace signet::keys
