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

KeyRing::Entry entry(const std::shared_ptr<const jose::DecryptionKey>& key, State state, std::optional<Time> retired_at = {}) {
  return {{key->kid(), std::string(jose::name_of(key->alg())), "enc", state, Time{}, {}, retired_at}, key->public_key(), nullptr, key};
}

std::vector<std::string> kids(const std::vector<std::shared_ptr<const jose::DecryptionKey>>& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) {
    names.push_back(key->kid());
  }
  return names;
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

TEST(KeyRing, DecryptsInEveryStateAndLooksFirstWhereTheKeyIsLikeliest) {
  std::vector<std::shared_ptr<const jose::DecryptionKey>> ec;
  for (int i = 0; i < 6; ++i) {
    ec.push_back(jose::DecryptionKey::generate(jose::KeyAlg::ECDH_ES));
  }
  const auto rsa = jose::DecryptionKey::generate(jose::KeyAlg::RSA_OAEP_256);
  const Time now = from_epoch_seconds(1'700'000'000);
  const KeyRing ring(1, {entry(ec[0], State::retired, now - Seconds(3)), entry(ec[1], State::retired, now - Seconds(2)),
                         entry(ec[2], State::retired, now - Seconds(1)), entry(ec[3], State::next), entry(rsa, State::active),
                         entry(ec[4], State::active), entry(ec[5], State::next)});
  for (const auto& key : ec) {
    EXPECT_EQ(ring.decryption_key(key->kid()), key);
    EXPECT_EQ(kids(ring.decryption_keys(key->kid(), jose::KeyAlg::ECDH_ES_A128KW)), std::vector{key->kid()});
  }
  // Without a kid: no more than four of the kind.
  EXPECT_EQ(kids(ring.decryption_keys({}, jose::KeyAlg::ECDH_ES)),
            (std::vector{ec[4]->kid(), ec[2]->kid(), ec[1]->kid(), ec[0]->kid()}));
  EXPECT_EQ(kids(ring.decryption_keys({}, jose::KeyAlg::RSA_OAEP)), std::vector{rsa->kid()});
  EXPECT_TRUE(ring.decryption_keys("unknown", jose::KeyAlg::ECDH_ES).empty());
  EXPECT_TRUE(ring.decryption_keys(rsa->kid(), jose::KeyAlg::ECDH_ES).empty());
  EXPECT_EQ(ring.decryption_key("unknown"), nullptr);
  EXPECT_TRUE(ring.serves(jose::KeyAlg::ECDH_ES) && ring.serves(jose::KeyAlg::RSA_OAEP_256));
  EXPECT_FALSE(ring.serves(Alg::ES256) || KeyRing(1, {entry(ec[0], State::next)}).serves(jose::KeyAlg::ECDH_ES));
}

// [R-JW-2] [DI-09] Clients find one encryption key of each kind, and no signature was ever made with it.
TEST(KeyRing, OnlyTheActiveEncryptionKeyIsPublishedAndItNeverVerifies) {
  const auto next = jose::DecryptionKey::generate(jose::KeyAlg::ECDH_ES);
  const auto active = jose::DecryptionKey::generate(jose::KeyAlg::ECDH_ES);
  const auto retired = jose::DecryptionKey::generate(jose::KeyAlg::ECDH_ES);
  const auto signing = jose::SigningKey::generate(Alg::ES256);
  const KeyRing ring(
      1, {entry(retired, State::retired), entry(active, State::active), entry(signing, State::active), entry(next, State::next)});
  const Json keys = Json::parse(ring.jwks_json())["keys"];
  EXPECT_EQ(keys, Json({active->public_jwk(), signing->public_jwk()}));
  EXPECT_EQ(keys[0]["use"], "enc");
  EXPECT_FALSE(keys[0].contains("alg")) << "the key serves several";
  EXPECT_FALSE(keys[0].contains("d"));
  EXPECT_EQ(ring.find_public(active->kid()), nullptr);
  EXPECT_EQ(ring.public_keys().size(), 1U);
  // A client that takes the first suitable key of the set takes the right one.
  const auto set = jose::import_jwks(Json::parse(ring.jwks_json()));
  ASSERT_TRUE(set);
  EXPECT_EQ(set->encryption_key(jose::KeyAlg::ECDH_ES_A256KW)->kid(), active->kid());
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
  const auto enc = jose::DecryptionKey::from_pem(Secret(text_of("/tests/vectors/rfc7515_a2_private.pem")), jose::KeyAlg::RSA_OAEP_256);
  ASSERT_TRUE(enc);
  const KeyRing ring(1, {entry(*rsa, State::active), entry(*ed, State::next), entry(*enc, State::active)});
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
