// The ring of signing keys: replaced as a whole by one of all who try. [R-KY-2] [R-KY-3]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using keys::State;

class Keys : public Contract {
 protected:
  static keys::StoredKey key(const std::string& kid, State state, int age_in_hours) {
    return {kid, "RS256", state, R"({"kty":"RSA"})", "sealed-" + kid, kNow - hours(age_in_hours), {}, {}};
  }
  keys::KeyStore& ring = stores.keys();
};
INSTANTIATE_TEST_SUITE_P(Stores, Keys, every_kind(), name_of);

TEST_P(Keys, ARingComesBackAsItWasStoredOldestFirst) {
  const auto empty = ring.load();
  EXPECT_TRUE(empty.keys.empty());
  auto active = key("active", State::active, 1);
  active.activated_at = kNow;
  auto retired = key("retired", State::retired, 9);
  retired.activated_at = kNow - hours(8);
  retired.retired_at = kNow - hours(1);
  ASSERT_TRUE(ring.replace(empty.version, {active, key("next", State::next, 0), retired}, kNow));

  const auto found = ring.load();
  EXPECT_GT(found.version, empty.version);
  ASSERT_EQ(found.keys.size(), 3U);
  EXPECT_EQ(found.keys[0].kid, "retired");
  EXPECT_EQ(found.keys[0].state, State::retired);
  EXPECT_EQ(found.keys[0].activated_at, kNow - hours(8));
  EXPECT_EQ(found.keys[0].retired_at, kNow - hours(1));
  EXPECT_EQ(found.keys[1].kid, "active");
  EXPECT_EQ(found.keys[1].alg, "RS256");
  EXPECT_EQ(found.keys[1].public_jwk, R"({"kty":"RSA"})");
  EXPECT_EQ(found.keys[1].private_key, "sealed-active");
  EXPECT_EQ(found.keys[1].created_at, kNow - hours(1));
  EXPECT_EQ(found.keys[1].activated_at, kNow);
  EXPECT_EQ(found.keys[1].retired_at, std::nullopt);
  EXPECT_EQ(found.keys[2].kid, "next");
}

TEST_P(Keys, OfOneMomentTheyStandByAlgorithmAndInTheOrderOfTheirLives) {
  const auto made_now = [](const char* kid, const char* alg, std::optional<Time> began = {},
                           std::optional<Time> ceased = {}) {
    auto made = key(kid, ceased ? State::retired : began ? State::active : State::next, 0);
    made.alg = alg;
    made.activated_at = began;
    made.retired_at = ceased;
    return made;
  };
  const auto listed = [this] {
    std::vector<std::string> kids;
    for (const auto& found : ring.load().keys) {
      kids.push_back(found.kid);
    }
    return kids;
  };
  const Time soon = kNow + hours(1);
  const Time later = kNow + hours(2);
  ASSERT_TRUE(ring.replace(
      ring.load().version,
      {made_now("a", "RS256"), made_now("b", "RS256", soon), made_now("c", "RS256", kNow, soon),
       made_now("d", "RS256", kNow, kNow), made_now("e", "ES256"), made_now("f", "ES256", kNow),
       made_now("g", "EdDSA", kNow), made_now("i", "PS256"), made_now("h", "PS256"), key("first", State::next, 1)},
      kNow));
  const std::vector<std::string> places{"first", "f", "e", "g", "h", "i", "d", "c", "b", "a"};
  EXPECT_EQ(listed(), places);
  ASSERT_TRUE(ring.replace(ring.load().version,
                           {made_now("b", "RS256", soon, later), made_now("a", "RS256", later)}, later));
  EXPECT_EQ(listed(), places) << "nobody moves when states do";
}

TEST_P(Keys, OfSixteenWhoReplaceOneVersionOneSucceeds) {
  for (int round = 0; round < 10; ++round) {
    const auto before = ring.load();
    std::atomic<int> replaced{0};
    race([&](int i) {
      const std::string kid = std::to_string(round) + "-" + std::to_string(i);
      replaced +=
          ring.replace(before.version, {key(kid, State::next, 0), key(kid + "b", State::active, 0)}, kNow);
    });
    EXPECT_EQ(replaced, 1);
    EXPECT_EQ(ring.load().keys.size(), before.keys.size() + 2) << "the losers change nothing";
  }
}

TEST_P(Keys, AnUpdateKeepsTheOthers) {
  ASSERT_TRUE(
      ring.replace(ring.load().version, {key("a", State::active, 2), key("b", State::next, 1)}, kNow));
  auto changed = key("a", State::retired, 2);
  changed.retired_at = kNow;
  ASSERT_TRUE(ring.replace(ring.load().version, {changed}, kNow));
  const auto found = ring.load();
  ASSERT_EQ(found.keys.size(), 2U);
  EXPECT_EQ(found.keys[0].state, State::retired);
  EXPECT_EQ(found.keys[0].retired_at, kNow);
  EXPECT_EQ(found.keys[1].state, State::next);
}

TEST_P(Keys, WhatIsGoneNeverComesBack) {
  ASSERT_TRUE(ring.replace(ring.load().version, {key("a", State::retired, 2)}, kNow));
  ASSERT_TRUE(ring.replace(ring.load().version, {key("a", State::gone, 2)}, kNow));
  const auto without = ring.load();
  EXPECT_TRUE(without.keys.empty());
  EXPECT_FALSE(ring.replace(without.version, {key("b", State::next, 0), key("a", State::active, 0)}, kNow));
  EXPECT_EQ(ring.load().version, without.version) << "all of it or nothing";
  EXPECT_TRUE(ring.load().keys.empty());
}

TEST_P(Keys, AStaleVersionChangesNothing) {
  const auto before = ring.load();
  ASSERT_TRUE(ring.replace(before.version, {key("a", State::next, 0)}, kNow));
  EXPECT_FALSE(ring.replace(before.version, {key("b", State::next, 0)}, kNow));
  EXPECT_FALSE(ring.replace(before.version + 100, {key("b", State::next, 0)}, kNow));
  EXPECT_EQ(ring.load().keys.size(), 1U);
}

}  // namespace
}  // namespace signet::contract
