// Two servers on one database decide as one. [R-CD-3] [R-RT-3] [R-KY-2] [R-CC-1]
#include <array>
#include <barrier>
#include <thread>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

class Replicas : public DatabaseContract {
 protected:
  Replicas() { EXPECT_TRUE(database->accounts().create(account("alice"))); }

  // Runs `work(replica, round)` on both at once, round after round, and `check(round)` after each.
  template <typename Work, typename Check>
  void rounds(int count, Work work, Check check) {
    std::barrier meet(2);
    const std::array<storage::Database*, 2> replicas{database.get(), other.get()};
    race(
        [&](int i) {
          for (int round = 0; round < count; ++round) {
            meet.arrive_and_wait();
            work(*replicas[static_cast<std::size_t>(i)], i, round);
            meet.arrive_and_wait();
            if (i == 0) check(round);
          }
        },
        2);
  }
  std::unique_ptr<storage::Database> other = open_at(*place);
};
INSTANTIATE_TEST_SUITE_P(Databases, Replicas, both_databases(), name_of);

constexpr int kRounds = 200;

TEST_P(Replicas, EachCodeIsRedeemedOnOneOfThem) {
  using Redemption = tokens::FamilyStore::Redemption;
  std::array<tokens::FamilyStore::Redeemed, 2> results;
  const auto id = [](int round, int i) { return "f-" + std::to_string(round) + "-" + std::to_string(i); };
  rounds(
      kRounds,
      [&](storage::Database& replica, int i, int round) {
        results[static_cast<std::size_t>(i)] = replica.families().redeem_code(
            "code-" + std::to_string(round), kCodeEnd, family(id(round, i), "alice"), kNow);
      },
      [&](int round) {
        const int winner = results[0].outcome == Redemption::redeemed ? 0 : 1;
        const auto& lost = results[static_cast<std::size_t>(1 - winner)];
        EXPECT_EQ(results[static_cast<std::size_t>(winner)].outcome, Redemption::redeemed);
        EXPECT_EQ(lost.outcome, Redemption::replayed);
        EXPECT_EQ(lost.revoked_family, id(round, winner));
        EXPECT_FALSE(database->families().find(id(round, 0), kNow));
        EXPECT_FALSE(other->families().find(id(round, 1), kNow));
      });
}

TEST_P(Replicas, EachTokenIsRotatedOnOneOfThem) {
  using Rotation = tokens::FamilyStore::Rotation;
  const auto mine = family("f", "alice");
  ASSERT_EQ(database->families().redeem_code("code", kCodeEnd, mine, kNow).outcome,
            tokens::FamilyStore::Redemption::redeemed);
  std::array<tokens::FamilyStore::Rotated, 2> results;
  rounds(
      kRounds,
      [&](storage::Database& replica, int i, int round) {
        results[static_cast<std::size_t>(i)] = replica.families().rotate(rotation_of(mine, round, kNow));
      },
      [&](int round) {
        const bool first = results[0].outcome == Rotation::rotated;
        EXPECT_EQ(results[first ? 0 : 1].outcome, Rotation::rotated);
        EXPECT_EQ(results[first ? 1 : 0].outcome, Rotation::replayed);
        for (const auto& result : results) {
          ASSERT_TRUE(result.family);
          EXPECT_EQ(result.family->generation, round + 1);
        }
      });
}

TEST_P(Replicas, EachAssertionIsUsedOnOneOfThem) {
  std::array<bool, 2> used{};
  rounds(
      kRounds,
      [&](storage::Database& replica, int i, int round) {
        used[static_cast<std::size_t>(i)] = replica.assertions().use_once("app", std::to_string(round), kNow);
      },
      [&](int) { EXPECT_NE(used[0], used[1]); });
}

TEST_P(Replicas, AChangeOnOneIsNoticedOnTheOther) {
  const auto before = other->versions();
  ASSERT_TRUE(database->clients().create(client("app")));
  const auto after_client = other->versions();
  EXPECT_GT(after_client.clients, before.clients);
  EXPECT_EQ(after_client.keys, before.keys);
  EXPECT_EQ(other->clients().load().version, after_client.clients);
  ASSERT_TRUE(database->keys().replace(before.keys, {}, kNow));
  EXPECT_GT(other->versions().keys, before.keys);
  EXPECT_EQ(other->versions().clients, after_client.clients);

  other->sessions().begin(session("s", "alice"), "", kNow);
  EXPECT_TRUE(database->sessions().view("cookie-s", "app", kNow, kNow - hours(1)));
  database->sessions().end("cookie-s", kNow);
  EXPECT_FALSE(other->sessions().view("cookie-s", "app", kNow, kNow - hours(1)));
}

TEST_P(Replicas, OnlyPostgresHasAClockOfItsOwn) {  // [R-TIME-1]
  const auto clock = database->clock();
  ASSERT_EQ(clock.has_value(), GetParam() == Kind::postgres);
  if (clock) {
    EXPECT_GT(*clock, from_epoch_seconds(1'700'000'000));
  }
}

}  // namespace
}  // namespace signet::contract
