// People: found by sub or by address, never mixed up, never reused. [R-RT-9] [S-D1]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Update = accounts::AccountStore::Update;

class Accounts : public Contract {
 protected:
  accounts::AccountStore& people = stores.accounts();
};
INSTANTIATE_TEST_SUITE_P(Stores, Accounts, every_kind(), name_of);

void expect_same(const accounts::Account& found, const accounts::Account& wanted) {
  EXPECT_EQ(found.sub, wanted.sub);
  EXPECT_EQ(found.email, wanted.email);
  EXPECT_EQ(found.email_verified, wanted.email_verified);
  EXPECT_EQ(found.disabled, wanted.disabled);
  EXPECT_EQ(found.password_hash, wanted.password_hash);
  EXPECT_EQ(found.claims, wanted.claims);
  EXPECT_EQ(found.created_at, wanted.created_at);
  EXPECT_EQ(found.updated_at, wanted.updated_at);
}

TEST_P(Accounts, AnAccountComesBackAsItWasStored) {
  const auto alice = account("alice");
  ASSERT_TRUE(people.create(alice));
  expect_same(people.find("alice").value(), alice);
  expect_same(people.find_by_email("ALICE@example.TEST").value(), alice);
}

TEST_P(Accounts, AMissAfterAHitFindsNothing) {
  ASSERT_TRUE(people.create(account("alice")));
  ASSERT_TRUE(people.find("alice"));
  EXPECT_FALSE(people.find("mallory"));
  EXPECT_FALSE(people.find("Alice")) << "a sub has one spelling";
  EXPECT_FALSE(people.find(""));
  ASSERT_TRUE(people.find_by_email("alice@example.test"));
  EXPECT_FALSE(people.find_by_email("mallory@example.test"));
  EXPECT_FALSE(people.find_by_email(""));
  EXPECT_FALSE(people.find_by_email("%"));
}

TEST_P(Accounts, AddressAndSubAreTakenOnce) {
  ASSERT_TRUE(people.create(account("alice")));
  auto same_sub = account("alice");
  same_sub.email = "new@example.test";
  EXPECT_FALSE(people.create(same_sub));
  EXPECT_FALSE(people.find_by_email("new@example.test"));
  auto same_address = account("bob");
  same_address.email = "aLiCe@EXAMPLE.test";
  EXPECT_FALSE(people.create(same_address));
  EXPECT_FALSE(people.find("bob"));
}

TEST_P(Accounts, OfSixteenWhoWantOneAddressOneGetsIt) {
  std::atomic<int> created{0};
  race([&](int i) {
    auto mine = account("sub-" + std::to_string(i));
    mine.email = i % 2 == 0 ? "one@example.test" : "ONE@example.test";
    created += people.create(mine);
  });
  EXPECT_EQ(created, 1);
}

TEST_P(Accounts, OfSixteenWhoMoveToOneAddressOneGetsIt) {
  for (int i = 0; i < 16; ++i) ASSERT_TRUE(people.create(account("sub-" + std::to_string(i))));
  std::atomic<int> done{0}, taken{0};
  race([&](int i) {
    const auto result = people.update("sub-" + std::to_string(i), "one@example.test", true, "{}", kNow);
    done += result == Update::done;
    taken += result == Update::email_taken;
  });
  EXPECT_EQ(done, 1);
  EXPECT_EQ(taken, 15);
}

TEST_P(Accounts, UpdatingReplacesWhatItNames) {
  ASSERT_TRUE(people.create(account("alice")));
  ASSERT_TRUE(people.create(account("bob")));
  EXPECT_EQ(people.update("nobody", "x@example.test", true, "{}", kNow), Update::not_found);
  EXPECT_EQ(people.update("alice", "BOB@example.test", true, "{}", kNow), Update::email_taken);
  expect_same(people.find("alice").value(), account("alice"));
  EXPECT_EQ(people.update("alice", "ALICE@example.test", false, R"({"name":"A"})", kNow), Update::done)
      << "one's own address in another case";
  auto wanted = account("alice");
  wanted.email = "ALICE@example.test";
  wanted.email_verified = false;
  wanted.claims = R"({"name":"A"})";
  wanted.updated_at = kNow;
  expect_same(people.find("alice").value(), wanted);
}

TEST_P(Accounts, PasswordAndStateChangeTheAccountThatExists) {
  ASSERT_TRUE(people.create(account("alice")));
  EXPECT_FALSE(people.set_password("nobody", "hash", kNow));
  EXPECT_FALSE(people.set_disabled("nobody", true, kNow));
  EXPECT_TRUE(people.set_password("alice", "hash", kNow));
  EXPECT_TRUE(people.set_disabled("alice", true, kNow));
  const auto found = people.find("alice").value();
  EXPECT_EQ(found.password_hash, "hash");
  EXPECT_TRUE(found.disabled);
  EXPECT_EQ(found.updated_at, kNow);
  EXPECT_TRUE(people.find_by_email("alice@example.test")->disabled);
  EXPECT_TRUE(people.set_disabled("alice", false, kNow));
  EXPECT_FALSE(people.find("alice")->disabled);
}

TEST_P(Accounts, RolesAreReplacedOnlyWhereTheyAreWhatWasRead) {
  const auto roles = [](const char* text) { return *protocol::RoleSet::parse(text); };
  auto made = account("alice");
  made.roles = roles("clerk");
  ASSERT_TRUE(people.create(made));
  EXPECT_EQ(people.find("alice")->roles, roles("clerk"));
  EXPECT_FALSE(people.set_roles("nobody", {}, roles("clerk"), kNow));
  EXPECT_FALSE(people.set_roles("alice", {}, roles("boss"), kNow)) << "she has one already";
  EXPECT_TRUE(people.set_roles("alice", roles("clerk"), roles("clerk boss"), kNow));
  EXPECT_EQ(people.find_by_email("alice@example.test")->roles, roles("clerk boss"));
  EXPECT_EQ(people.find("alice")->updated_at, kNow);
  std::atomic<int> won{0};
  race([&](int i) { won += people.set_roles("alice", roles("clerk boss"), roles(("clerk boss r" + std::to_string(i)).c_str()), kNow); });
  EXPECT_EQ(won, 1);
}

TEST_P(Accounts, ARoleThatIsTakenAwayEndsSessionsAndFamilies) {
  const auto roles = [](const char* text) { return *protocol::RoleSet::parse(text); };
  ASSERT_TRUE(people.create(account("alice")));
  auto& families = stores.families();
  stores.sessions().begin(session("s", "alice"), "", kNow);
  ASSERT_EQ(families.redeem_code("code", kCodeEnd, family("f", "alice"), kNow).outcome, tokens::FamilyStore::Redemption::redeemed);
  ASSERT_TRUE(people.set_roles("alice", {}, roles("clerk boss"), kNow));
  EXPECT_TRUE(stores.sessions().view("cookie-s", "app", kNow, kNow - hours(1))) << "being given one ends nothing";
  ASSERT_TRUE(families.find("f", kNow));
  EXPECT_EQ(families.find("f", kNow)->roles, roles("clerk boss"));
  ASSERT_TRUE(people.set_roles("alice", roles("clerk boss"), roles("clerk"), kNow));
  EXPECT_FALSE(stores.sessions().view("cookie-s", "app", kNow, kNow - hours(1)));
  EXPECT_FALSE(families.find("f", kNow));
  EXPECT_EQ(stores.revocations().revoked_since(Time{}, kNow).size(), 1U);
}

TEST_P(Accounts, ARehashReplacesOnlyTheHashItRead) {
  ASSERT_TRUE(people.create(account("alice")));
  const auto before = people.find("alice").value();
  stores.sessions().begin(session("s", "alice"), "", kNow);
  people.rehash("alice", before.password_hash, "better");
  EXPECT_EQ(people.find("alice")->password_hash, "better");
  people.rehash("alice", before.password_hash, "stale");
  EXPECT_EQ(people.find("alice")->password_hash, "better") << "changed meanwhile";
  EXPECT_TRUE(stores.sessions().view("cookie-s", "app", kNow, kNow - hours(1))) << "it ends nothing";
}

TEST_P(Accounts, ARemovedPersonLeavesTheAddressFreeAndTheSubTaken) {
  ASSERT_TRUE(people.create(account("alice")));
  EXPECT_TRUE(people.remove("alice", kNow));
  EXPECT_FALSE(people.remove("alice", kNow));
  EXPECT_FALSE(people.find("alice"));
  EXPECT_FALSE(people.find_by_email("alice@example.test"));
  EXPECT_FALSE(people.set_password("alice", "hash", kNow));
  EXPECT_FALSE(people.set_disabled("alice", false, kNow));
  EXPECT_EQ(people.update("alice", "alice@example.test", true, "{}", kNow), Update::not_found);
  EXPECT_TRUE(people.list("", 10).empty());
  auto again = account("alice");
  again.email = "other@example.test";
  EXPECT_FALSE(people.create(again)) << "her sub is never given to anybody";
  auto heir = account("alice-2");
  heir.email = "alice@example.test";
  EXPECT_TRUE(people.create(heir));
}

TEST_P(Accounts, TheListGoesOnWhereThePageEnded) {
  for (const char* sub : {"d", "a", "c", "b", "e"}) ASSERT_TRUE(people.create(account(sub)));
  ASSERT_TRUE(people.remove("c", kNow));
  const auto subs = [&](const std::string& after, int limit) {
    std::string text;
    for (const auto& one : people.list(after, limit)) text += one.sub;
    return text;
  };
  EXPECT_EQ(subs("", 2), "ab");
  EXPECT_EQ(subs("b", 2), "de");
  EXPECT_EQ(subs("e", 2), "");
  EXPECT_EQ(subs("", 100), "abde");
}

TEST_P(Accounts, ChangesEndTheSessions) {
  ASSERT_TRUE(people.create(account("alice")));
  ASSERT_TRUE(people.create(account("bob")));
  auto& sessions = stores.sessions();
  const auto alive = [&](const char* cookie) {
    return sessions.view(cookie, "app", kNow, kNow - hours(1)).has_value();
  };
  sessions.begin(session("bob", "bob"), "", kNow);
  sessions.begin(session("1", "alice"), "", kNow);
  sessions.begin(session("2", "alice"), "", kNow);
  ASSERT_TRUE(people.set_password("alice", "hash", kNow));
  EXPECT_FALSE(alive("cookie-1"));
  EXPECT_FALSE(alive("cookie-2"));
  EXPECT_TRUE(alive("cookie-bob"));
}

class Failures : public Contract {
 protected:
  accounts::FailureStore& failures = stores.failures();
  const Time forget_before = kNow - minutes(15);
};
INSTANTIATE_TEST_SUITE_P(Stores, Failures, every_kind(), name_of);

TEST_P(Failures, AreCountedPerKey) {
  EXPECT_EQ(failures.failures("a", forget_before).count, 0);
  EXPECT_EQ(failures.record("a", kNow, forget_before).count, 1);
  EXPECT_EQ(failures.record("a", kNow + seconds(1), forget_before).count, 2);
  EXPECT_EQ(failures.record("b", kNow, forget_before).count, 1);
  EXPECT_EQ(failures.failures("a", forget_before).count, 2);
  EXPECT_EQ(failures.failures("a", forget_before).last_at, kNow + seconds(1));
  EXPECT_EQ(failures.failures("c", forget_before).count, 0) << "a miss after a hit";
  failures.clear("a");
  EXPECT_EQ(failures.failures("a", forget_before).count, 0);
  EXPECT_EQ(failures.record("a", kNow, forget_before).count, 1);
}

TEST_P(Failures, OfSixteenAtOnceNoneIsLost) {
  race([&](int) {
    for (int i = 0; i < 5; ++i) failures.record("a", kNow, forget_before);
  });
  EXPECT_EQ(failures.failures("a", forget_before).count, 80);
}

TEST_P(Failures, OldOnesAreForgottenAtTheVeryInstant) {
  failures.record("a", kNow, forget_before);
  EXPECT_EQ(failures.failures("a", kNow).count, 1);
  EXPECT_EQ(failures.failures("a", kNow + Milliseconds(1)).count, 0);
  EXPECT_EQ(failures.record("a", kNow + minutes(1), kNow).count, 2);
  EXPECT_EQ(failures.record("a", kNow + hours(1), kNow + minutes(30)).count, 1);
}

TEST_P(Failures, AClockThatIsBehindShortensNobodysWait) {
  failures.record("a", kNow, forget_before);
  EXPECT_EQ(failures.record("a", kNow - minutes(1), forget_before).last_at, kNow);
}

}  // namespace
}  // namespace signet::contract
