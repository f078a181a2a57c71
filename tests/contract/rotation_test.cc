// A family moves forward one token at a time; what is superseded ends it. [R-RT-3] [R-RT-4] [R-RT-5] [R-RT-8] [S-D3]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Rotation = tokens::FamilyStore::Rotation;

class Rotating : public Contract {
 protected:
  Rotating() {
    EXPECT_TRUE(stores.accounts().create(account("alice")));
    add(mine);
  }
  void add(const tokens::Family& family) {
    EXPECT_EQ(families.redeem_code("code-" + family.family_id, kCodeEnd, family, kNow).outcome,
              tokens::FamilyStore::Redemption::redeemed);
  }
  Rotation rotate(std::int64_t generation, Time now) {
    return families.rotate(rotation_of(mine, generation, now)).outcome;
  }
  tokens::FamilyStore& families = stores.families();
  const tokens::Family mine = family("f", "alice");
};
INSTANTIATE_TEST_SUITE_P(Stores, Rotating, every_kind(), name_of);

TEST_P(Rotating, TheNewestTokenMovesTheFamily) {
  const Time later = kNow + minutes(10);
  auto request = rotation_of(mine, 0, later);
  request.idle_expires_at = later + hours(3);
  const auto rotated = families.rotate(request);
  ASSERT_EQ(rotated.outcome, Rotation::rotated);
  ASSERT_TRUE(rotated.family);
  EXPECT_EQ(rotated.family->generation, 1);
  EXPECT_EQ(rotated.family->rotated_at, later);
  EXPECT_EQ(rotated.family->idle_expires_at, later + hours(3));
  EXPECT_EQ(rotated.family->expires_at, mine.expires_at);
  EXPECT_EQ(rotated.family->created_at, mine.created_at);
  EXPECT_EQ(to_json(rotated.family->authorization), to_json(mine.authorization));
  EXPECT_EQ(families.find("f", later)->generation, 1);
}

TEST_P(Rotating, AKeptTokenStaysTheNewestForEverybody) {  // [CF-07] [R-RT-2]
  std::atomic<int> kept{0};
  race([&](int) {
    auto request = rotation_of(mine, 0, kNow + minutes(1));
    request.idle_expires_at = kNow + hours(5);
    request.keep = true;
    kept += families.rotate(request).outcome == Rotation::rotated;
  });
  EXPECT_EQ(kept, 16);
  const auto found = families.find("f", kNow + minutes(1));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->generation, 0);
  EXPECT_EQ(found->idle_expires_at, kNow + hours(5)) << "using it keeps it alive";
}

TEST_P(Rotating, OfSixteenPresentersOneRotatesAndTheOthersGetTheSameSuccessor) {
  for (int round = 0; round < 10; ++round) {
    std::atomic<int> rotated{0}, replayed{0};
    race([&](int) {
      const auto result = families.rotate(rotation_of(mine, round, kNow + minutes(round)));
      rotated += result.outcome == Rotation::rotated;
      replayed += result.outcome == Rotation::replayed;
      ASSERT_TRUE(result.family);
      EXPECT_EQ(result.family->generation, round + 1);
    });
    EXPECT_EQ(rotated, 1);
    EXPECT_EQ(replayed, 15);
  }
}

TEST_P(Rotating, WithoutAReplayWindowOfSixteenPresentersOneRotatesAndTheFamilyEnds) {
  for (int round = 0; round < 10; ++round) {
    const auto fresh = family("r" + std::to_string(round), "alice");
    add(fresh);
    std::atomic<int> rotated{0}, reused{0}, ended{0};
    race([&](int) {
      auto request = rotation_of(fresh, 0, kNow);
      request.replay_after = kNow;
      const auto outcome = families.rotate(request).outcome;
      rotated += outcome == Rotation::rotated;
      reused += outcome == Rotation::reused;
      ended += outcome == Rotation::ended;
    });
    EXPECT_EQ(rotated, 1);
    EXPECT_EQ(reused, 1) << "one of the losers ends the family";
    EXPECT_EQ(ended, 14);
    EXPECT_FALSE(families.find(fresh.family_id, kNow));
  }
}

TEST_P(Rotating, TheParentIsAnsweredWhileTheWindowIsOpen) {
  ASSERT_EQ(rotate(0, kNow), Rotation::rotated);
  const auto again = families.rotate(rotation_of(mine, 0, kNow + seconds(30) - Milliseconds(1)));
  EXPECT_EQ(again.outcome, Rotation::replayed);
  EXPECT_EQ(again.family->generation, 1);
  EXPECT_EQ(again.family->rotated_at, kNow) << "a replay changes nothing";
}

TEST_P(Rotating, TheParentEndsTheFamilyAtTheVeryEndOfTheWindow) {
  ASSERT_EQ(rotate(0, kNow), Rotation::rotated);
  EXPECT_EQ(rotate(0, kNow + seconds(30)), Rotation::reused);
  EXPECT_FALSE(families.find("f", kNow + seconds(30)));
  EXPECT_EQ(rotate(1, kNow + seconds(31)), Rotation::ended) << "the newest token ends with the family";
}

TEST_P(Rotating, TheParentEndsTheFamilyOnceItsSuccessorWasUsed) {
  ASSERT_EQ(rotate(0, kNow), Rotation::rotated);
  ASSERT_EQ(rotate(1, kNow + seconds(1)), Rotation::rotated);
  EXPECT_EQ(rotate(0, kNow + seconds(2)), Rotation::reused);
  EXPECT_EQ(rotate(2, kNow + seconds(3)), Rotation::ended);
}

TEST_P(Rotating, AReusedFamilyIsAnnouncedAndStaysEnded) {
  ASSERT_EQ(rotate(0, kNow), Rotation::rotated);
  ASSERT_EQ(rotate(0, kNow + minutes(1)), Rotation::reused);
  EXPECT_EQ(rotate(0, kNow + minutes(2)), Rotation::ended) << "reuse is reported once";
  const auto revoked = stores.revocations().revoked_since(kNow + minutes(1), kNow + minutes(1));
  ASSERT_EQ(revoked.size(), 1U);
  EXPECT_EQ(revoked[0].id, "f");
}

struct Mismatch {
  const char* name;
  void (*change)(tokens::FamilyStore::RotationRequest& request);
};

TEST_P(Rotating, WhatDoesNotFitChangesNothing) {
  const std::vector<Mismatch> mismatches{
      {"unknown family", [](auto& r) { r.family_id = "unknown"; }},
      {"another client", [](auto& r) { r.client_id = "other"; }},
      {"another secret", [](auto& r) { r.secret_digest = "other"; }},
      {"no secret", [](auto& r) { r.secret_digest = ""; }},
      {"a token from the future", [](auto& r) { r.generation = 2; }},
  };
  ASSERT_EQ(rotate(0, kNow), Rotation::rotated);
  for (const Mismatch& mismatch : mismatches) {
    for (const std::int64_t generation : {0, 1}) {
      auto request = rotation_of(mine, generation, kNow + minutes(1));
      mismatch.change(request);
      EXPECT_EQ(families.rotate(request).outcome, Rotation::ended) << mismatch.name;
    }
  }
  EXPECT_EQ(rotate(1, kNow + minutes(1)), Rotation::rotated) << "the family must be as it was";
}

TEST_P(Rotating, AFamilyWithoutRefreshTokenNeverRotates) {
  auto silent = family("silent", "alice");
  silent.secret_digest = "";
  add(silent);
  EXPECT_EQ(families.rotate(rotation_of(silent, 0, kNow)).outcome, Rotation::ended);
  EXPECT_TRUE(families.find("silent", kNow));
}

TEST_P(Rotating, BothEndsCountAtTheirVeryInstant) {
  auto early = family("early", "alice");
  early.idle_expires_at = kNow + hours(1);
  early.expires_at = kNow + hours(2);
  add(early);
  const auto rotate_at = [&](std::int64_t generation, Time now) {
    auto request = rotation_of(early, generation, now);
    return families.rotate(request).outcome;
  };
  EXPECT_TRUE(families.find("early", kNow + hours(1) - Milliseconds(1)));
  EXPECT_FALSE(families.find("early", kNow + hours(1)));
  EXPECT_EQ(rotate_at(0, kNow + hours(1)), Rotation::ended) << "at the idle end";
  EXPECT_EQ(rotate_at(0, kNow + hours(1) - Milliseconds(1)), Rotation::rotated);
  EXPECT_TRUE(families.find("early", kNow + hours(2) - Milliseconds(1)));
  EXPECT_FALSE(families.find("early", kNow + hours(2)));
  EXPECT_EQ(rotate_at(1, kNow + hours(2)), Rotation::ended) << "at the absolute end";
  EXPECT_EQ(rotate_at(0, kNow + hours(2)), Rotation::ended) << "no reuse of what is over";
}

TEST_P(Rotating, OnlyOfflineFamiliesOutliveTheirSession) {
  const auto browser = session("s", "alice");
  stores.sessions().begin(browser, "", kNow);
  auto online = family("online", "alice", "app", "sid-s");
  auto offline = family("offline", "alice", "app", "sid-s");
  offline.offline = true;
  add(online);
  add(offline);
  const Time last = browser.expires_at - Milliseconds(1);
  EXPECT_TRUE(families.find("online", last));
  EXPECT_FALSE(families.find("online", browser.expires_at));
  EXPECT_EQ(families.rotate(rotation_of(online, 0, browser.expires_at)).outcome, Rotation::ended);
  EXPECT_TRUE(families.find("offline", browser.expires_at));
  EXPECT_EQ(families.rotate(rotation_of(offline, 0, browser.expires_at)).outcome, Rotation::rotated);
}

}  // namespace
}  // namespace signet::contract
