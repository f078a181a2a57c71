// Who is told that a session has ended: queued with the end itself, taken by one, told at least once. [LO-06] [R-LO-3]
#include <atomic>
#include <map>
#include <mutex>
#include <set>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Delivery = authorization::LogoutDelivery;
using State = Delivery::State;

constexpr const char* kListening = R"({"backchannel_logout_uri":"https://app.example.test/out"})";

class Logouts : public Contract {
 protected:
  Logouts() {
    for (const char* person : {"alice", "bob"}) EXPECT_TRUE(stores.accounts().create(account(person)));
    for (const char* name : {"listens", "listens-too", "deaf", "absent"}) add_client(name);
    for (const char* client_id : {"listens", "deaf", "listens-too", "listens"}) add_family(client_id, "sid-s");
  }
  void add_client(const std::string& client_id) {
    auto stored = client(client_id);
    if (client_id != "deaf") stored.metadata = kListening;
    EXPECT_TRUE(stores.clients().create(stored));
  }
  tokens::Family add_family(const std::string& client_id, const std::string& sid, bool offline = false) {
    if (begun_.insert(sid).second) sessions.begin(session(sid.substr(4), "alice"), "", kNow);
    auto made = family("f" + std::to_string(++families_), "alice", client_id, sid);
    made.offline = offline;
    EXPECT_EQ(stores.families().redeem_code("code-" + made.family_id, kCodeEnd, made, kNow).outcome,
              tokens::FamilyStore::Redemption::redeemed);
    return made;
  }
  std::vector<Delivery> to(const std::string& client_id) { return logouts.to_client(client_id, 100); }
  std::vector<Delivery> take(Time now = kNow, int limit = 100) {
    return logouts.take_due(now, now + minutes(1), limit);
  }
  authorization::SessionStore& sessions = stores.sessions();
  authorization::LogoutStore& logouts = stores.logouts();

 private:
  std::set<std::string> begun_;
  int families_ = 0;
};
INSTANTIATE_TEST_SUITE_P(Stores, Logouts, every_kind(), name_of);

TEST_P(Logouts, EndingASessionTellsEachListeningClientOfItOnce) {
  const auto ended = sessions.end("cookie-s", kNow);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->clients, (std::vector<std::string>{"deaf", "listens", "listens-too"}));
  EXPECT_EQ(ended->families.size(), 4U);
  const auto told = to("listens");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].client_id, "listens");
  EXPECT_EQ(told[0].sid, "sid-s");
  EXPECT_EQ(told[0].sub, "alice");
  EXPECT_EQ(told[0].state, State::pending);
  EXPECT_EQ(told[0].attempts, 0);
  EXPECT_EQ(told[0].next_attempt_at, kNow) << "at once";
  EXPECT_EQ(told[0].created_at, kNow);
  EXPECT_EQ(to("listens-too").size(), 1U);
  EXPECT_TRUE(to("deaf").empty());
  EXPECT_TRUE(to("absent").empty());
  EXPECT_EQ(logouts.next_due(), kNow);
}

TEST_P(Logouts, ClientsWhoseTokensLiveOnOrAreGoneAlreadyAreToldToo) {
  add_family("listens", "sid-t", /*offline=*/true);
  const auto revoked = add_family("listens-too", "sid-t");
  ASSERT_TRUE(stores.families().revoke(revoked.family_id, "listens-too", kNow));
  const auto ended = sessions.end("cookie-t", kNow);
  EXPECT_TRUE(ended->families.empty());
  EXPECT_EQ(ended->clients, (std::vector<std::string>{"listens", "listens-too"}));
  EXPECT_EQ(to("listens").size(), 1U);
  EXPECT_EQ(to("listens-too").size(), 1U);
}

TEST_P(Logouts, NothingIsQueuedForAClientThatIsDisabledOrRemoved) {
  ASSERT_TRUE(stores.clients().update("listens", kListening, /*disabled=*/true, kNow));
  ASSERT_TRUE(stores.clients().remove("listens-too", kNow));
  ASSERT_TRUE(sessions.end("cookie-s", kNow));
  EXPECT_FALSE(logouts.next_due());
}

TEST_P(Logouts, AnotherPersonAtTheBrowserEndsTheSession) {
  EXPECT_EQ(sessions.begin(session("b", "bob"), "cookie-s", kNow), "sid-b");
  EXPECT_EQ(to("listens").size(), 1U);
}

TEST_P(Logouts, TheSamePersonSigningInAgainDoesNot) {
  EXPECT_EQ(sessions.begin(session("again", "alice"), "cookie-s", kNow), "sid-s");
  EXPECT_FALSE(logouts.next_due());
  ASSERT_TRUE(sessions.end("cookie-again", kNow));
  EXPECT_EQ(to("listens").at(0).sid, "sid-s") << "the one that its tokens name";
}

TEST_P(Logouts, WhoeverEndsAllSessionsOfAPersonTellsTheClientsOfEach) {  // [R-RT-9]
  const std::vector<std::function<bool()>> endings = {
      [&] { return stores.accounts().set_password("alice", "$argon2id$new", kNow); },
      [&] { return stores.accounts().set_disabled("alice", true, kNow); },
      [&] { return stores.accounts().set_disabled("alice", false, kNow) && stores.accounts().remove("alice", kNow); }};
  add_family("listens", "sid-t");
  ASSERT_TRUE(endings[0]());
  EXPECT_EQ(to("listens").size(), 2U);
  add_family("listens", "sid-u");
  ASSERT_TRUE(endings[1]());
  EXPECT_EQ(to("listens").size(), 3U);
  ASSERT_TRUE(endings[2]());
  EXPECT_EQ(to("listens").size(), 3U) << "no session was left";
}

TEST_P(Logouts, WhatIsTakenComesBackOnlyAfterItsLease) {
  ASSERT_TRUE(sessions.end("cookie-s", kNow));
  EXPECT_TRUE(take(kNow - Milliseconds(1)).empty());
  const auto taken = take();
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[0].sub, "alice");
  EXPECT_EQ(taken[0].sid, "sid-s");
  EXPECT_EQ(taken[0].created_at, kNow);
  EXPECT_EQ(taken[0].state, State::pending);
  EXPECT_TRUE(take().empty());
  EXPECT_EQ(logouts.next_due(), kNow + minutes(1));
  EXPECT_TRUE(take(kNow + minutes(1) - Milliseconds(1)).empty());
  EXPECT_EQ(take(kNow + minutes(1)).size(), 2U) << "its taker was lost";
}

TEST_P(Logouts, TheOldestComeFirstAndNoMoreThanAskedFor) {
  sessions.begin(session("later", "alice"), "", kNow);
  add_family("listens", "sid-t");
  ASSERT_TRUE(sessions.end("cookie-t", kNow + seconds(2)));
  ASSERT_TRUE(sessions.end("cookie-s", kNow + seconds(1)));
  const Time now = kNow + seconds(3);
  EXPECT_EQ(take(now, 2).size(), 2U);
  const auto last = take(now, 2);
  ASSERT_EQ(last.size(), 1U);
  EXPECT_EQ(last[0].sid, "sid-t");
}

TEST_P(Logouts, SettlingSaysWhatBecameOfIt) {
  ASSERT_TRUE(sessions.end("cookie-s", kNow));
  auto taken = take();
  taken[0].next_attempt_at = kNow + seconds(10);
  taken[0].last_status = 503;
  logouts.settle(taken[0]);
  auto again = take(kNow + seconds(10));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 1);
  EXPECT_EQ(again[0].last_status, 503);
  again[0].state = State::delivered;
  again[0].last_status = 204;
  logouts.settle(again[0]);
  taken[0].state = State::failed;  // a courier that was away for long knows less
  logouts.settle(taken[0]);
  const auto row = to(taken[0].client_id).at(0);
  EXPECT_EQ(row.state, State::delivered);
  EXPECT_EQ(row.attempts, 2);
  EXPECT_EQ(row.last_status, 204);
  for (const State state : {State::failed, State::unwanted}) {
    auto other = taken[1];
    other.state = state;
    logouts.settle(other);
    EXPECT_EQ(to(other.client_id).at(0).state, State::failed) << "the first word is the last";
  }
  EXPECT_FALSE(logouts.next_due());
  EXPECT_TRUE(take(kNow + hours(100)).empty());
}

TEST_P(Logouts, PuttingOffConcernsOneClientAndOnlyMovesForward) {
  ASSERT_TRUE(sessions.end("cookie-s", kNow));
  logouts.put_off("listens", kNow + seconds(30));
  logouts.put_off("listens", kNow + seconds(20));
  EXPECT_EQ(take().at(0).client_id, "listens-too");
  EXPECT_TRUE(take(kNow + seconds(30) - Milliseconds(1)).empty());
  EXPECT_EQ(take(kNow + seconds(30)).at(0).client_id, "listens");
}

TEST_P(Logouts, TheNewestOfAClientComeFirst) {
  add_family("listens", "sid-t");
  ASSERT_TRUE(sessions.end("cookie-s", kNow));
  ASSERT_TRUE(sessions.end("cookie-t", kNow + seconds(1)));
  EXPECT_EQ(to("listens").at(0).sid, "sid-t");
  ASSERT_EQ(logouts.to_client("listens", 1).size(), 1U);
  EXPECT_EQ(logouts.to_client("listens", 1).at(0).sid, "sid-t");
}

TEST_P(Logouts, OfManyCouriersEachDeliveryIsGivenToOne) {
  for (int i = 0; i < 40; ++i) {
    const std::string name = "many-" + std::to_string(i);
    add_family("listens", "sid-" + name);
    ASSERT_TRUE(sessions.end("cookie-" + name, kNow));
  }
  std::mutex mutex;
  std::map<std::string, int> given;
  race([&](int) {
    for (auto mine = take(kNow, 3); !mine.empty(); mine = take(kNow, 3)) {
      const std::lock_guard lock(mutex);
      for (const Delivery& delivery : mine) ++given[delivery.sid];
    }
  });
  EXPECT_EQ(given.size(), 40U);
  for (const auto& [sid, times] : given) EXPECT_EQ(times, 1) << sid;
}

TEST_P(Logouts, OfManyWhoEndASessionOneDoes) {
  std::atomic<int> ends{0};
  race([&](int) { ends += sessions.end("cookie-s", kNow).has_value(); });
  EXPECT_EQ(ends, 1);
  EXPECT_EQ(take().size(), 2U);
}

// The row is the queue: a server that is killed loses nothing.
class LogoutsOfADatabase : public DatabaseContract {};
INSTANTIATE_TEST_SUITE_P(Databases, LogoutsOfADatabase, both_databases(), name_of);

TEST_P(LogoutsOfADatabase, SurviveTheirServerAndGoAfterAWeek) {
  auto listening = client("listens");
  listening.metadata = kListening;
  ASSERT_TRUE(database->accounts().create(account("alice")));
  ASSERT_TRUE(database->clients().create(listening));
  database->sessions().begin(session("s", "alice"), "", kNow);
  const auto made = family("f", "alice", "listens", "sid-s");
  ASSERT_EQ(database->families().redeem_code("code", kCodeEnd, made, kNow).outcome,
            tokens::FamilyStore::Redemption::redeemed);
  ASSERT_TRUE(database->sessions().end("cookie-s", kNow));
  ASSERT_EQ(database->logouts().take_due(kNow, kNow + minutes(1), 10).size(), 1U);
  database.reset();
  database = open_at(*place);
  EXPECT_EQ(database->logouts().take_due(kNow + minutes(1), kNow + minutes(2), 10).size(), 1U);
  const Time week = kNow + hours(7 * 24);
  while (database->remove_expired(week) > 0) {
  }
  EXPECT_EQ(count_rows(*place, "logout_deliveries"), 1);
  while (database->remove_expired(week + Milliseconds(1)) > 0) {
  }
  EXPECT_EQ(count_rows(*place, "logout_deliveries"), 0);
}

}  // namespace
}  // namespace signet::contract
