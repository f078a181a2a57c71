// One code, one family: whoever races, whatever was disabled meanwhile. [R-CD-3] [R-CD-4] [R-CD-6] [R-DB-1] [S-D3]
#include <array>
#include <atomic>
#include <set>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Redemption = tokens::FamilyStore::Redemption;

class Redeeming : public Contract {
 protected:
  Redeeming() {
    EXPECT_TRUE(stores.accounts().create(account("alice")));
    EXPECT_TRUE(stores.clients().create(client("app")));
  }
  tokens::FamilyStore& families = stores.families();
};
INSTANTIATE_TEST_SUITE_P(Stores, Redeeming, every_kind_and_portable(), name_of);

TEST_P(Redeeming, TheFamilyIsStoredWhole) {
  stores.sessions().begin(session("s", "alice"), "", kNow);
  auto wanted = family("f", "alice", "app", "sid-s");
  wanted.offline = true;
  wanted.authorization.claims_request = R"({"id_token":{"acr":null}})";
  wanted.authorization.auth_time_required = true;
  wanted.authorization.acr = "1";
  wanted.authorization.resources = {"https://a.example.test/", "urn:example:b"};
  wanted.generation = 3;
  EXPECT_EQ(families.redeem_code("code", kCodeEnd, wanted, kNow).outcome, Redemption::redeemed);

  const auto found = families.find("f", kNow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->family_id, "f");
  EXPECT_EQ(to_json(found->authorization), to_json(wanted.authorization));
  EXPECT_TRUE(found->offline);
  EXPECT_EQ(found->secret_digest, wanted.secret_digest);
  EXPECT_EQ(found->generation, 3);
  EXPECT_EQ(found->created_at, wanted.created_at);
  EXPECT_EQ(found->rotated_at, wanted.rotated_at);
  EXPECT_EQ(found->idle_expires_at, wanted.idle_expires_at);
  EXPECT_EQ(found->expires_at, wanted.expires_at);
}

// Whoever issues a token learns the roles of this moment, without asking again.
TEST_P(Redeeming, TellsThePersonsRoles) {
  const auto roles = *protocol::RoleSet::parse("clerk boss");
  ASSERT_TRUE(stores.accounts().set_roles("alice", {}, roles, kNow));
  EXPECT_EQ(families.redeem_code("code", kCodeEnd, family("f", "alice"), kNow).roles, roles);
  const auto more = *protocol::RoleSet::parse("clerk boss night");
  ASSERT_TRUE(stores.accounts().set_roles("alice", roles, more, kNow));
  EXPECT_EQ(families.rotate(rotation_of(family("f", "alice"), 0, kNow)).family->roles, more);
  EXPECT_EQ(families.rotate(rotation_of(family("f", "alice"), 0, kNow)).family->roles, more) << "a replay, too";
}

TEST_P(Redeeming, OfSixteenPresentersOneWinsAndTheFamilyEnds) {
  for (int round = 0; round < 10; ++round) {
    const std::string code = "code-" + std::to_string(round);
    std::atomic<int> redeemed{0}, replayed{0}, revoked{0};
    race([&](int i) {
      const auto mine = family("f-" + std::to_string(round) + "-" + std::to_string(i), "alice");
      const auto result = families.redeem_code(code, kCodeEnd, mine, kNow);
      redeemed += result.outcome == Redemption::redeemed;
      replayed += result.outcome == Redemption::replayed;
      revoked += !result.revoked_family.empty();
      if (result.outcome == Redemption::replayed) {
        EXPECT_FALSE(families.find(mine.family_id, kNow)) << "a loser's family exists";
      }
    });
    EXPECT_EQ(redeemed, 1);
    EXPECT_EQ(replayed, 15);
    EXPECT_EQ(revoked, 1) << "the winner's family must be reported revoked once";
  }
}

TEST_P(Redeeming, ReplayRevokesTheFamilyAndSaysWhichOnce) {
  ASSERT_EQ(families.redeem_code("code", kCodeEnd, family("f", "alice"), kNow).outcome, Redemption::redeemed);
  const auto first = families.redeem_code("code", kCodeEnd, family("g", "alice"), kNow);
  EXPECT_EQ(first.outcome, Redemption::replayed);
  EXPECT_EQ(first.revoked_family, "f");
  EXPECT_FALSE(families.find("f", kNow));
  EXPECT_FALSE(families.find("g", kNow));
  const auto second = families.redeem_code("code", kCodeEnd, family("h", "alice"), kNow);
  EXPECT_EQ(second.outcome, Redemption::replayed);
  EXPECT_EQ(second.revoked_family, "");
}

TEST_P(Redeeming, BurningSpendsTheCode) {
  EXPECT_EQ(families.burn_code("code", kCodeEnd, kNow), std::nullopt);
  EXPECT_EQ(families.burn_code("code", kCodeEnd, kNow), std::nullopt);
  const auto result = families.redeem_code("code", kCodeEnd, family("f", "alice"), kNow);
  EXPECT_EQ(result.outcome, Redemption::replayed);
  EXPECT_EQ(result.revoked_family, "");
  EXPECT_FALSE(families.find("f", kNow));
}

TEST_P(Redeeming, BurningAfterRedemptionIsAReplay) {
  ASSERT_EQ(families.redeem_code("code", kCodeEnd, family("f", "alice"), kNow).outcome, Redemption::redeemed);
  EXPECT_EQ(families.burn_code("code", kCodeEnd, kNow), "f");
  EXPECT_EQ(families.burn_code("code", kCodeEnd, kNow), std::nullopt);
  EXPECT_FALSE(families.find("f", kNow));
}

TEST_P(Redeeming, ABurnAndARedemptionNeverBothSucceed) {
  for (int round = 0; round < 20; ++round) {
    const std::string code = "code-" + std::to_string(round);
    const auto mine = family("f-" + std::to_string(round), "alice");
    std::atomic<bool> redeemed{false}, burnt_it{false};
    race(
        [&](int i) {
          if (i == 0) {
            redeemed = families.redeem_code(code, kCodeEnd, mine, kNow).outcome == Redemption::redeemed;
          } else {
            burnt_it = families.burn_code(code, kCodeEnd, kNow).has_value();
          }
        },
        2);
    EXPECT_EQ(redeemed, burnt_it) << "a redeemed code that is burnt ends its family, a burnt one makes none";
    EXPECT_FALSE(families.find(mine.family_id, kNow));
  }
}

TEST_P(Redeeming, AnExpiredCodeEndsItsFamilyAndSpendsNothing) {
  EXPECT_EQ(families.judge_expired_code("other", kNow), std::nullopt);
  EXPECT_EQ(families.redeem_code("other", kCodeEnd, family("g", "alice"), kNow).outcome,
            Redemption::redeemed);
  ASSERT_EQ(families.redeem_code("code", kCodeEnd, family("f", "alice"), kNow).outcome, Redemption::redeemed);
  EXPECT_EQ(families.judge_expired_code("code", kCodeEnd + minutes(5)), "f");
  EXPECT_EQ(families.judge_expired_code("code", kCodeEnd + minutes(5)), std::nullopt);
  EXPECT_FALSE(families.find("f", kNow));
  EXPECT_TRUE(families.find("g", kNow));
}

struct Refusal {
  const char* name;
  void (*arrange)(Stores& stores);
};

TEST_P(Redeeming, WhatEndedMeanwhileRefusesAndSpendsTheCode) {
  const std::vector<Refusal> refusals{
      {"person disabled", [](Stores& s) { (void)s.accounts().set_disabled("alice", true, kNow); }},
      {"person removed", [](Stores& s) { (void)s.accounts().remove("alice", kNow); }},
      {"session ended", [](Stores& s) { s.sessions().end("cookie-s", kNow); }},
      {"password changed", [](Stores& s) { (void)s.accounts().set_password("alice", "new", kNow); }},
      {"client disabled", [](Stores& s) { (void)s.clients().update("app", "{}", true, kNow); }},
      {"client removed", [](Stores& s) { (void)s.clients().remove("app", kNow); }},
      {"session replaced by somebody else's",
       [](Stores& s) { s.sessions().begin(session("t", "bob"), "cookie-s", kNow); }},
  };
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.name);
    Stores fresh(GetParam());
    ASSERT_TRUE(fresh.accounts().create(account("alice")));
    ASSERT_TRUE(fresh.accounts().create(account("bob")));
    ASSERT_TRUE(fresh.clients().create(client("app")));
    fresh.sessions().begin(session("s", "alice"), "", kNow);
    refusal.arrange(fresh);
    const auto mine = family("f", "alice", "app", "sid-s");
    EXPECT_EQ(fresh.families().redeem_code("code", kCodeEnd, mine, kNow).outcome, Redemption::refused);
    EXPECT_FALSE(fresh.families().find("f", kNow));
    const auto again = fresh.families().redeem_code("code", kCodeEnd, mine, kNow);
    EXPECT_EQ(again.outcome, Redemption::replayed) << "the refusal must spend the code";
    EXPECT_EQ(again.revoked_family, "");
  }
}

TEST_P(Redeeming, AnUnknownPersonIsRefused) {
  EXPECT_EQ(families.redeem_code("code", kCodeEnd, family("f", "nobody"), kNow).outcome, Redemption::refused);
}

TEST_P(Redeeming, ASessionPastItsEndRefusesAtThatVeryInstant) {
  const auto browser = session("s", "alice");
  stores.sessions().begin(browser, "", kNow);
  const auto redeem_at = [&](const std::string& code, Time now) {
    return families.redeem_code(code, now + seconds(60), family("f" + code, "alice", "app", "sid-s"), now)
        .outcome;
  };
  EXPECT_EQ(redeem_at("1", browser.expires_at - Milliseconds(1)), Redemption::redeemed);
  EXPECT_EQ(redeem_at("2", browser.expires_at), Redemption::refused);
}

TEST_P(Redeeming, TheOldestFamilyAboveTheCapEnds) {  // [R-RT-10]
  ASSERT_TRUE(stores.accounts().create(account("bob")));
  const auto redeem_one = [&](const std::string& id, const std::string& sub, const std::string& client_id,
                              int age) {
    auto mine = family(id, sub, client_id);
    mine.created_at = kNow - minutes(age);
    return families.redeem_code("code-" + id, kCodeEnd, mine, kNow, 3).outcome == Redemption::redeemed;
  };
  // Neither another person's nor another client's count, nor are they touched.
  EXPECT_TRUE(redeem_one("bob", "bob", "app", 60));
  EXPECT_TRUE(redeem_one("other", "alice", "other-app", 60));
  for (const auto& [id, age] : {std::pair("f2", 9), {"f1", 10}, {"f3", 8}}) {
    EXPECT_TRUE(redeem_one(id, "alice", "app", age));
  }
  for (const char* id : {"f1", "f2", "f3", "bob", "other"}) EXPECT_TRUE(families.find(id, kNow)) << id;
  EXPECT_TRUE(redeem_one("f4", "alice", "app", 1));
  EXPECT_FALSE(families.find("f1", kNow));
  for (const char* id : {"f2", "f3", "f4", "bob", "other"}) EXPECT_TRUE(families.find(id, kNow)) << id;
  EXPECT_TRUE(redeem_one("f5", "alice", "app", 0));
  EXPECT_FALSE(families.find("f2", kNow));
  EXPECT_TRUE(families.find("f3", kNow));
}

// All of them end what is beyond the cap, and it is the same families: nobody may wait for another, or for ever.
TEST_P(Redeeming, ManyBrowsersOfOnePersonDoNotHoldEachOtherUp) {  // [R-DB-1]
  constexpr int kCap = 5;
  std::atomic<int> redeemed{0};
  race([&](int i) {
    for (int time = 0; time < 20; ++time) {
      const std::string id = std::to_string(i) + "-" + std::to_string(time);
      auto mine = family(id, "alice");
      mine.created_at = kNow + Milliseconds(time);
      redeemed += families.redeem_code("code-" + id, kCodeEnd, mine, kNow, kCap).outcome == Redemption::redeemed;
    }
  });
  EXPECT_EQ(redeemed, 16 * 20);
  auto last = family("last", "alice");
  last.created_at = kNow + seconds(1);
  ASSERT_EQ(families.redeem_code("code-last", kCodeEnd, last, kNow, kCap).outcome, Redemption::redeemed);
  int alive = 0;
  for (int i = 0; i < 16; ++i) {
    for (int time = 0; time < 20; ++time) alive += families.find(std::to_string(i) + "-" + std::to_string(time), kNow).has_value();
  }
  EXPECT_EQ(alive, kCap - 1);
}

class RedeemingOnPostgres : public DatabaseContract {};
INSTANTIATE_TEST_SUITE_P(Databases, RedeemingOnPostgres, ::testing::Values(Kind::postgres), name_of);

// Whose turn it is not neither waits nor fails, and what is beyond the cap is left to the next.
TEST_P(RedeemingOnPostgres, OneAtATimeEndsTheSurplusOfAPerson) {
  static constexpr storage::Sql kHold{"test.hold", 1, "SELECT 1 FROM (SELECT pg_advisory_xact_lock(hashtextextended('alice app', 0))) AS held"};
  ASSERT_TRUE(database->accounts().create(account("alice")));
  const auto redeem = [&](const std::string& id, int second) {
    auto mine = family(id, "alice");
    mine.created_at = kNow + seconds(second);
    return database->families().redeem_code("code-" + id, kCodeEnd, mine, kNow, 1).outcome == tokens::FamilyStore::Redemption::redeemed;
  };
  EXPECT_TRUE(redeem("first", 0));
  const auto other = make_engine(settings_for(*place));
  other->transaction([&](storage::Executor& db) {
    EXPECT_TRUE(db.hits(kHold, {}));
    EXPECT_TRUE(redeem("second", 1));
  });
  EXPECT_TRUE(database->families().find("first", kNow));
  EXPECT_TRUE(redeem("third", 2));
  EXPECT_FALSE(database->families().find("first", kNow));
  EXPECT_FALSE(database->families().find("second", kNow));
  EXPECT_TRUE(database->families().find("third", kNow));
}

TEST_P(Redeeming, DisablingAPersonLeavesNoFamilyBehindWhoeverComesFirst) {  // [R-RT-9]
  for (int round = 0; round < 10; ++round) {
    const std::string sub = "person-" + std::to_string(round);
    ASSERT_TRUE(stores.accounts().create(account(sub)));
    race([&](int i) {
      if (i == 0) {
        EXPECT_TRUE(stores.accounts().set_disabled(sub, true, kNow));
      } else {
        const std::string id = sub + "-" + std::to_string(i);
        (void)families.redeem_code("code-" + id, kCodeEnd, family(id, sub), kNow);
      }
    });
    for (int i = 1; i < 16; ++i) {
      EXPECT_FALSE(families.find(sub + "-" + std::to_string(i), kNow)) << "a family slipped past";
    }
  }
}

TEST_P(Redeeming, EndingASessionLeavesNoFamilyBehindWhoeverComesFirst) {
  for (int round = 0; round < 10; ++round) {
    const std::string name = std::to_string(round);
    stores.sessions().begin(session(name, "alice"), "", kNow);
    std::array<bool, 16> redeemed{};
    const auto id = [&](int i) { return "f-" + name + "-" + std::to_string(i); };
    race([&](int i) {
      if (i == 0) {
        stores.sessions().end("cookie-" + name, kNow);
      } else {
        const auto mine = family(id(i), "alice", "app", "sid-" + name);
        redeemed[static_cast<std::size_t>(i)] =
            families.redeem_code("code-" + id(i), kCodeEnd, mine, kNow).outcome == Redemption::redeemed;
      }
    });
    std::set<std::string> announced;
    for (const auto& revocation : stores.revocations().revoked_since(kNow, kNow))
      announced.insert(revocation.id);
    for (int i = 1; i < 16; ++i) {
      EXPECT_FALSE(families.find(id(i), kNow)) << "a family slipped past";
      EXPECT_EQ(announced.contains(id(i)), redeemed[static_cast<std::size_t>(i)])
          << "its access tokens must be refused as well";
    }
  }
}

}  // namespace
}  // namespace signet::contract
