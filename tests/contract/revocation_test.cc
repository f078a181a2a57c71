// What is revoked stays revoked and is announced to every replica. [R-RV-2] [R-RT-9]
#include <algorithm>
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Ids = std::vector<std::string>;

class Revoking : public Contract {
 protected:
  Revoking() {
    EXPECT_TRUE(stores.accounts().create(account("alice")));
    add(family("f", "alice"));
  }
  void add(const tokens::Family& family) {
    EXPECT_EQ(families.redeem_code("code-" + family.family_id, kCodeEnd, family, kNow).outcome,
              tokens::FamilyStore::Redemption::redeemed);
  }
  std::vector<std::string> revoked_since(Time since, Time now) {
    std::vector<std::string> ids;
    for (const auto& revocation : stores.revocations().revoked_since(since, now))
      ids.push_back(revocation.id);
    std::sort(ids.begin(), ids.end());
    return ids;
  }
  bool announced(const std::string& id, Time now) {
    const Ids ids = revoked_since(kNow, now);
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  }
  tokens::FamilyStore& families = stores.families();
};
INSTANTIATE_TEST_SUITE_P(Stores, Revoking, every_kind(), name_of);

TEST_P(Revoking, OnlyItsClientEndsAFamily) {
  EXPECT_FALSE(families.revoke("f", "other", kNow));
  EXPECT_TRUE(families.find("f", kNow));
  EXPECT_TRUE(families.revoke("f", "app", kNow));
  EXPECT_FALSE(families.find("f", kNow));
  EXPECT_FALSE(families.revoke("f", "app", kNow)) << "it is over";
  EXPECT_FALSE(families.revoke("unknown", "app", kNow));
}

TEST_P(Revoking, OfSixteenRevokersOneEndsTheFamily) {
  std::atomic<int> ended{0};
  race([&](int) { ended += families.revoke("f", "app", kNow); });
  EXPECT_EQ(ended, 1);
}

TEST_P(Revoking, ARotationNeverBringsARevokedFamilyBack) {
  for (int round = 0; round < 10; ++round) {
    const auto mine = family("r" + std::to_string(round), "alice");
    add(mine);
    race(
        [&](int i) {
          if (i == 0) {
            EXPECT_TRUE(families.revoke(mine.family_id, "app", kNow));
          } else {
            (void)families.rotate(rotation_of(mine, 0, kNow));
          }
        },
        8);
    EXPECT_FALSE(families.find(mine.family_id, kNow));
  }
}

TEST_P(Revoking, ARevokedFamilyIsAnnouncedUntilItsLastAccessTokenHasExpired) {
  auto mine = family("short", "alice");
  mine.token_lifetime = seconds(690);
  add(mine);
  EXPECT_EQ(revoked_since(kNow - hours(1), kNow), Ids{});
  const Time then = kNow + minutes(1);
  ASSERT_TRUE(families.revoke("short", "app", then));
  const auto found = stores.revocations().revoked_since(then, then);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "short");
  const Time over = kNow + seconds(690);
  EXPECT_EQ(found[0].expires_at, over);
  EXPECT_EQ(revoked_since(then + Milliseconds(1), then), Ids{}) << "before that";
  EXPECT_EQ(revoked_since(then, over - Milliseconds(1)), Ids{"short"});
  EXPECT_EQ(revoked_since(then, over), Ids{}) << "its last access token has expired";
}

TEST_P(Revoking, WhatHasNotBeenRotatedForLongHasNothingToAnnounce) {
  auto mine = family("short", "alice");
  mine.token_lifetime = seconds(690);
  add(mine);
  ASSERT_TRUE(families.revoke("short", "app", kNow + seconds(690)));
  EXPECT_EQ(revoked_since(kNow, kNow + seconds(690)), Ids{});
}

TEST_P(Revoking, AnHourIsTheMost) {
  auto mine = family("long", "alice");
  mine.token_lifetime = seconds(3690);  // an hour, and that a parent may be answered late
  add(mine);
  const Time then = kNow + seconds(10);
  ASSERT_TRUE(families.revoke("long", "app", then));
  const auto found = stores.revocations().revoked_since(then, then);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].expires_at, then + hours(1));
}

// The settings may have changed between two rotations: the longer life counts, in whichever order they come.
TEST_P(Revoking, ALifetimeThatIsRaisedIsAnnouncedAndOneThatIsLoweredIsNotForgotten) {
  struct Case {
    const char* name;
    Seconds made, rotated, announced;
  };
  for (const Case& one : {Case{"raised", seconds(150), seconds(3600), seconds(3600)},
                          Case{"lowered", seconds(1000), seconds(150), seconds(1000)},
                          Case{"the same", seconds(150), seconds(150), seconds(150)}}) {
    SCOPED_TRACE(one.name);
    auto mine = family(one.name, "alice");
    mine.token_lifetime = one.made;
    add(mine);
    const Time rotated_at = kNow + seconds(20);
    auto rotation = rotation_of(mine, 0, rotated_at);
    rotation.token_lifetime = one.rotated;
    ASSERT_EQ(families.rotate(rotation).outcome, tokens::FamilyStore::Rotation::rotated);
    const Time then = rotated_at + seconds(1);
    ASSERT_TRUE(families.revoke(one.name, "app", then));
    EXPECT_TRUE(announced(one.name, rotated_at + one.announced - Milliseconds(1)));
    EXPECT_FALSE(announced(one.name, rotated_at + one.announced));
  }
}

TEST_P(Revoking, TheAnswerToAParentThatLivesLongerIsAnnouncedToo) {
  auto mine = family("f2", "alice");
  mine.token_lifetime = seconds(150);
  add(mine);
  ASSERT_EQ(families.rotate(rotation_of(mine, 0, kNow)).outcome, tokens::FamilyStore::Rotation::rotated);
  auto again = rotation_of(mine, 0, kNow + seconds(5));
  again.token_lifetime = seconds(1000);
  ASSERT_EQ(families.rotate(again).outcome, tokens::FamilyStore::Rotation::replayed);
  const Time then = kNow + seconds(6);
  ASSERT_TRUE(families.revoke("f2", "app", then));
  EXPECT_EQ(revoked_since(then, kNow + seconds(1000) - Milliseconds(1)), Ids{"f2"});
  EXPECT_EQ(revoked_since(then, kNow + seconds(1000)), Ids{});
}

TEST_P(Revoking, ASingleTokenIsAnnouncedUntilItExpires) {
  const tokens::Revocation token{"jti-1", kNow + minutes(10)};
  stores.revocations().revoke_token(token, kNow);
  stores.revocations().revoke_token({"jti-1", kNow + minutes(10)}, kNow + seconds(5));
  EXPECT_EQ(revoked_since(kNow, kNow), Ids{"jti-1"});
  EXPECT_EQ(stores.revocations().revoked_since(kNow, kNow)[0].expires_at, token.expires_at);
  EXPECT_EQ(revoked_since(kNow + Milliseconds(1), kNow), Ids{});
  EXPECT_EQ(revoked_since(kNow, token.expires_at), Ids{});
  EXPECT_TRUE(families.find("f", kNow)) << "the family lives on";
}

class OlderFamilies : public DatabaseContract {};
INSTANTIATE_TEST_SUITE_P(Databases, OlderFamilies, both_databases(), name_of);

// As an older program writes it, in a database that is ahead of it: nothing is known of its tokens.
TEST_P(OlderFamilies, WithoutALifetimeTheyAreAnnouncedForAnHour) {
  ASSERT_TRUE(database->accounts().create(account("alice")));
  const auto mine = family("f", "alice");
  ASSERT_EQ(database->families().redeem_code("code", kCodeEnd, mine, kNow).outcome, tokens::FamilyStore::Redemption::redeemed);
  static constexpr storage::Sql kForget{"test.forget", 0, "UPDATE token_families SET token_lifetime = NULL"};
  make_engine(settings_for(*place))->statement([](storage::Executor& db) { db.run(kForget, {}); });
  auto rotation = rotation_of(mine, 0, kNow + seconds(1));
  rotation.token_lifetime = seconds(150);
  ASSERT_EQ(database->families().rotate(rotation).outcome, tokens::FamilyStore::Rotation::rotated);
  const Time then = kNow + minutes(30);
  ASSERT_TRUE(database->families().revoke("f", "app", then));
  const auto found = database->revocations().revoked_since(then, then + hours(1) - Milliseconds(1));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].expires_at, then + hours(1));
  EXPECT_EQ(database->revocations().revoked_since(then, then + hours(1)).size(), 0U);
}

struct Ending {
  const char* name;
  void (*act)(Stores& stores, Time now);
  std::vector<std::string> ended;
};

// Each act that ends families: which of these four, and nothing else.
//   online: alice, app, session s    offline: the same, offline    other: alice, other-app    bob: bob, app
TEST_P(Revoking, EachActEndsExactlyItsFamiliesAndAnnouncesThem) {
  const std::vector<Ending> endings{
      {"password changed",
       [](Stores& s, Time now) { EXPECT_TRUE(s.accounts().set_password("alice", "x", now)); },
       {"offline", "online", "other"}},
      {"person disabled",
       [](Stores& s, Time now) { EXPECT_TRUE(s.accounts().set_disabled("alice", true, now)); },
       {"offline", "online", "other"}},
      {"person removed",
       [](Stores& s, Time now) { EXPECT_TRUE(s.accounts().remove("alice", now)); },
       {"offline", "online", "other"}},
      {"client disabled",
       [](Stores& s, Time now) { EXPECT_TRUE(s.clients().update("app", "{}", true, now)); },
       {"bob", "offline", "online"}},
      {"client changed",
       [](Stores& s, Time now) { EXPECT_TRUE(s.clients().update("app", "{}", false, now)); },
       {}},
      {"client removed",
       [](Stores& s, Time now) { EXPECT_TRUE(s.clients().remove("app", now)); },
       {"bob", "offline", "online"}},
      {"signed out",
       [](Stores& s, Time now) { EXPECT_EQ(s.sessions().end("cookie-s", now)->families, Ids{"online"}); },
       {"online"}},
      {"consent withdrawn",
       [](Stores& s, Time now) {
         auto ended = s.consents().withdraw("alice", "app", now);
         std::sort(ended.begin(), ended.end());
         EXPECT_EQ(ended, (Ids{"offline", "online"}));
       },
       {"offline", "online"}},
      {"somebody else signed in",
       [](Stores& s, Time now) { s.sessions().begin(session("t", "bob"), "cookie-s", now); },
       {"online"}},
      {"the same person signed in again",
       [](Stores& s, Time now) { s.sessions().begin(session("t", "alice"), "cookie-s", now); },
       {}},
  };
  for (const Ending& ending : endings) {
    SCOPED_TRACE(ending.name);
    Stores s(GetParam());
    for (const char* sub : {"alice", "bob"}) ASSERT_TRUE(s.accounts().create(account(sub)));
    for (const char* id : {"app", "other-app"}) ASSERT_TRUE(s.clients().create(client(id)));
    s.sessions().begin(session("s", "alice"), "", kNow);
    auto offline = family("offline", "alice", "app", "sid-s");
    offline.offline = true;
    const std::vector<tokens::Family> all{family("online", "alice", "app", "sid-s"), offline,
                                          family("other", "alice", "other-app"), family("bob", "bob", "app")};
    for (const auto& one : all) {
      ASSERT_EQ(s.families().redeem_code("code-" + one.family_id, kCodeEnd, one, kNow).outcome,
                tokens::FamilyStore::Redemption::redeemed);
    }
    const Time then = kNow + minutes(1);
    ending.act(s, then);
    Ids announced;
    for (const auto& revocation : s.revocations().revoked_since(then, then))
      announced.push_back(revocation.id);
    std::sort(announced.begin(), announced.end());
    EXPECT_EQ(announced, ending.ended);
    for (const auto& one : all) {
      const bool ended = std::count(ending.ended.begin(), ending.ended.end(), one.family_id) > 0;
      EXPECT_EQ(s.families().find(one.family_id, then).has_value(), !ended) << one.family_id;
    }
  }
}

}  // namespace
}  // namespace signet::contract
