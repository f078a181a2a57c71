// What has expired is removed in small slices, and nothing else is. That expired things are refused whether
// or not they have been removed is what all other tests here show: none of them removes anything. [R-DOS-6]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

class Sweeping : public DatabaseContract {
 protected:
  Sweeping() { EXPECT_TRUE(database->accounts().create(account("alice"))); }
  void add(const tokens::Family& family) {
    EXPECT_EQ(database->families().redeem_code("code-" + family.family_id, kCodeEnd, family, kNow).outcome,
              tokens::FamilyStore::Redemption::redeemed);
  }
  void use_assertions(int count) {
    race([&](int thread) {
      for (int i = thread; i < count; i += 16) {
        EXPECT_TRUE(database->assertions().use_once("app", std::to_string(i), kNow));
      }
    });
  }
  [[nodiscard]] static int slice() { return GetParam() == Kind::postgres ? 1000 : 100; }
  std::int64_t rows(const std::string& table) { return count_rows(*place, table); }
  void sweep(Time now) {
    while (database->remove_expired(now) > 0) {
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, Sweeping, both_databases(), name_of);

TEST_P(Sweeping, ASliceIsBounded) {
  use_assertions(slice() + 10);
  const Time later = kNow + hours(1);
  EXPECT_EQ(database->remove_expired(later), slice());
  EXPECT_EQ(database->remove_expired(later), 10);
  EXPECT_EQ(database->remove_expired(later), 0);
}

TEST_P(Sweeping, MoreIsRemovedWhereTheLastSliceFoundManyAndNowhereElse) {
  const auto begin_old_session = [&](const std::string& sid) {
    auto old = session(sid, "alice");
    old.expires_at = kNow;
    database->sessions().begin(old, "", kNow);
  };
  const Time later = kNow + hours(1);
  EXPECT_EQ(database->remove_more_expired(later), 0) << "nothing was begun";
  use_assertions(2 * slice() + 10);
  begin_old_session("one");
  EXPECT_EQ(database->remove_expired(later), slice() + 1);
  begin_old_session("another");
  EXPECT_EQ(database->remove_more_expired(later), slice());
  EXPECT_EQ(database->remove_more_expired(later), 10);
  EXPECT_EQ(database->remove_more_expired(later), 0);
  EXPECT_EQ(rows("sessions"), 1);
  EXPECT_EQ(database->remove_expired(later), 1);
}

TEST_P(Sweeping, ReplicasShareTheWork) {
  race([&](int thread) {
    for (int i = thread; i < 320; i += 16) {
      EXPECT_TRUE(database->assertions().use_once("app", std::to_string(i), kNow));
    }
  });
  const auto replica = open_at(*place);
  std::atomic<int> removed{0};
  race(
      [&](int i) {
        while (const int some = (i == 0 ? *database : *replica).remove_expired(kNow + hours(1)))
          removed += some;
      },
      2);
  sweep(kNow + hours(1));
  EXPECT_LE(removed, 320) << "nothing is counted twice";
  EXPECT_EQ(rows("used_assertions"), 0);
}

TEST_P(Sweeping, ASpentCodeIsRememberedForTenMinutesAfterItsEnd) {
  add(family("f", "alice"));
  sweep(kCodeEnd + minutes(10));
  EXPECT_EQ(rows("spent_codes"), 1);
  sweep(kCodeEnd + minutes(10) + Milliseconds(1));
  EXPECT_EQ(rows("spent_codes"), 0);
  EXPECT_TRUE(database->families().find("f", kNow)) << "the family lives on";
}

TEST_P(Sweeping, AFamilyGoesAnHourAfterItsFirstEnd) {
  auto idle = family("idle", "alice");
  idle.idle_expires_at = kNow + hours(1);
  auto over = family("over", "alice");
  over.expires_at = kNow + hours(2);
  over.idle_expires_at = kNow + hours(5);
  add(idle);
  add(over);
  add(family("alive", "alice"));
  sweep(kNow + hours(2));
  EXPECT_EQ(rows("token_families"), 3) << "its last access token may still be alive";
  sweep(kNow + hours(2) + Milliseconds(1));
  EXPECT_EQ(rows("token_families"), 2);
  sweep(kNow + hours(3) + Milliseconds(1));
  EXPECT_EQ(rows("token_families"), 1);
  EXPECT_TRUE(database->families().find("alive", kNow));
}

TEST_P(Sweeping, ARefreshedFamilyIsLookedAtAgainAfterItsNewEnd) {
  auto mine = family("f", "alice");
  mine.idle_expires_at = kNow + hours(1);
  add(mine);
  auto request = rotation_of(mine, 0, kNow + minutes(50));
  request.idle_expires_at = kNow + hours(20);
  ASSERT_EQ(database->families().rotate(request).outcome, tokens::FamilyStore::Rotation::rotated);
  sweep(kNow + hours(3));
  EXPECT_TRUE(database->families().find("f", kNow + hours(3)));
  EXPECT_EQ(rows("token_families WHERE sweep_at = idle_expires_at"), 1) << "not looked at again before";
  sweep(kNow + hours(21) + Milliseconds(1));
  EXPECT_EQ(rows("token_families"), 0);
}

TEST_P(Sweeping, ARevokedFamilyIsAnnouncedAsLongAsItCanMatter) {
  add(family("f", "alice"));
  ASSERT_TRUE(database->families().revoke("f", "app", kNow));
  sweep(kNow + hours(1));
  EXPECT_EQ(rows("token_families"), 1);
  sweep(kNow + hours(1) + Milliseconds(1));
  EXPECT_EQ(rows("token_families"), 0);
}

TEST_P(Sweeping, EverythingElseThatExpiresGoesToo) {
  database->revocations().revoke_token({"jti", kNow}, kNow);
  database->revocations().revoke_token({"jti-2", kNow + hours(2)}, kNow);
  auto old = session("old", "alice");
  old.expires_at = kNow;
  database->sessions().begin(old, "", kNow);
  database->sessions().begin(session("new", "alice"), "", kNow);
  database->failures().record("old", kNow - hours(24), kNow);
  database->failures().record("new", kNow, kNow);
  EXPECT_TRUE(database->device_codes().create({"device", "user", "tv", {}, seconds(5), kNow, kNow - minutes(4)}, 9, kNow));
  EXPECT_TRUE(database->device_codes().create({"device-2", "user-2", "tv", {}, seconds(5), kNow, kNow - minutes(2)}, 9, kNow));
  EXPECT_TRUE(database->pushed_requests().push({"old", "app", "sealed", kNow}, 10, kNow));
  EXPECT_TRUE(database->pushed_requests().push({"begun", "app", "sealed", kNow + seconds(60)}, 10, kNow));
  EXPECT_TRUE(database->pushed_requests().visit("begun", "app", kNow + hours(1), kNow));
  sweep(kNow + minutes(2));
  EXPECT_EQ(rows("device_codes"), 1);
  EXPECT_EQ(rows("revoked_tokens"), 1);
  EXPECT_EQ(rows("sessions"), 1);
  EXPECT_EQ(rows("pushed_requests"), 1);
  EXPECT_EQ(rows("login_failures"), 1);
}

}  // namespace
}  // namespace signet::contract
