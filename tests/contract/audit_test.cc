// The audit of a database: nothing that matters changes without an event, in the same transaction, and no event changes. [R-AU-1] [R-AU-2] [I-11]
#include <atomic>

#include "audit/verify.h"
#include "contract/people.h"
#include "contract/stores.h"
#include "storage/errors.h"

namespace signet::contract {
namespace {

using audit::Event;
using ::testing::AssertionResult;

class Audit : public DatabaseContract {
 protected:
  std::vector<std::string> kinds(const audit::Filter& filter = {}) {
    std::vector<std::string> found;
    for (const Event& event : database->audit().list(filter)) found.push_back(event.kind);
    return found;
  }
  Event last() {
    const auto all = database->audit().list({});
    return all.empty() ? Event() : all.back();
  }
  // As somebody does who is at home in the database: the guards go first.
  void tamper(const std::string& statement) {
    const auto engine = make_engine(settings_for(*place));
    engine->transaction([&](storage::Executor& db) {
      db.script(GetParam() == Kind::postgres ? "ALTER TABLE audit_events DISABLE TRIGGER USER"
                                             : "DROP TRIGGER IF EXISTS audit_events_unchanged; DROP TRIGGER IF EXISTS audit_events_kept");
      db.script(statement);
    });
  }
  bool script(const std::string& statement) {
    const auto engine = make_engine(settings_for(*place));
    try {
      engine->transaction([&](storage::Executor& db) { db.script(statement); });
      return true;
    } catch (const std::exception&) {
      return false;
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Databases, Audit, both_databases(), name_of);

TEST_P(Audit, OfAnAccountSaysWhatWasAndWhatIs) {
  auto& accounts = database->accounts();
  ASSERT_TRUE(accounts.create(account("ann")));
  EXPECT_EQ(last().kind, "account_created");
  EXPECT_EQ(last().actor, "server");
  EXPECT_EQ(last().sub, "ann");
  EXPECT_NE(last().after.find("ann@Example.test"), std::string::npos);
  ASSERT_EQ(accounts.update("ann", "new@example.test", false, R"({"name":"Ann"})", kNow), accounts::AccountStore::Update::done);
  EXPECT_EQ(last().kind, "account_changed");
  EXPECT_NE(last().before.find("ann@Example.test"), std::string::npos);
  EXPECT_NE(last().after.find("new@example.test"), std::string::npos);
  ASSERT_TRUE(accounts.set_password("ann", "$argon2id$secret", kNow));
  EXPECT_EQ(last().kind, "password_set");
  ASSERT_TRUE(accounts.set_disabled("ann", true, kNow));
  EXPECT_EQ(last().kind, "account_changed");
  ASSERT_TRUE(accounts.set_roles("ann", {}, *protocol::RoleSet::parse("clerk"), kNow));
  EXPECT_NE(last().after.find("clerk"), std::string::npos);
  ASSERT_TRUE(accounts.remove("ann", kNow));
  EXPECT_EQ(last().kind, "account_removed");
  const auto count = kinds().size();
  ASSERT_EQ(accounts.update("ann", "x@example.test", false, "{}", kNow), accounts::AccountStore::Update::not_found);
  EXPECT_EQ(kinds().size(), count) << "what changes nothing leaves nothing";
  for (const Event& event : database->audit().list({})) {
    EXPECT_EQ((event.before + event.after).find("argon2id"), std::string::npos) << event.kind;
  }
}

TEST_P(Audit, AHashThatASignInUpgradesIsNoChange) {
  ASSERT_TRUE(database->accounts().create(account("ann")));
  database->accounts().rehash("ann", account("ann").password_hash, "$argon2id$better");
  EXPECT_EQ(kinds(), std::vector<std::string>{"account_created"});
}

TEST_P(Audit, OfClientsConsentsSessionsAndFamilies) {
  ASSERT_TRUE(database->accounts().create(account("ann")));
  ASSERT_TRUE(database->clients().create(client("app")));
  ASSERT_TRUE(database->clients().update("app", R"({"client_name":"New"})", false, kNow));
  EXPECT_EQ(last().kind, "client_changed");
  EXPECT_NE(last().before.find("client_name"), std::string::npos);
  EXPECT_NE(last().after.find("New"), std::string::npos);
  database->sessions().begin(session("s", "ann"), "", kNow);
  EXPECT_EQ(last().kind, "session_begun");
  EXPECT_EQ(last().sid, "sid-s");
  database->consents().remember("ann", "app", *protocol::ScopeSet::parse("openid"), "print", kNow);
  database->consents().remember("ann", "app", *protocol::ScopeSet::parse("openid"), "print", kNow);
  database->consents().remember("ann", "app", *protocol::ScopeSet::parse("email"), "print", kNow);
  (void)database->families().redeem_code("code", kCodeEnd, family("f", "ann", "app", "sid-s"), kNow);
  EXPECT_EQ(last().kind, "family_created");
  EXPECT_EQ(last().object, "f");
  EXPECT_EQ(last().client_id, "app");
  (void)database->families().rotate(rotation_of(family("f", "ann", "app", "sid-s"), 0, kNow));
  (void)database->consents().withdraw("ann", "app", kNow);
  ASSERT_TRUE(database->clients().remove("app", kNow));
  EXPECT_EQ(kinds({.client_id = "app"}), (std::vector<std::string>{"client_created", "client_secret_added", "client_changed", "consent_given", "consent_given",
                                                                  "family_created", "consent_withdrawn", "family_revoked", "client_removed"}));
  EXPECT_EQ(kinds({.sub = "ann"}), (std::vector<std::string>{"account_created", "session_begun", "consent_given", "consent_given", "family_created",
                                                            "consent_withdrawn", "family_revoked"}));
  EXPECT_EQ(kinds({.kind = "session_begun"}), std::vector<std::string>{"session_begun"});
  EXPECT_TRUE(kinds({.since = last().at + seconds(1)}).empty());
}

TEST_P(Audit, IsWrittenWithTheChangeOrNotAtAll) {  // [R-AU-2]
  const auto engine = make_engine(settings_for(*place));
  EXPECT_ANY_THROW(engine->transaction([&](storage::Executor& db) {
    db.script("UPDATE versions SET version = version");
    db.script("INSERT INTO resources (uri, scopes, client_id, created_at) VALUES ('https://a.example', '', '', 1)");
    db.script("INSERT INTO no_such_table VALUES (1)");
  }));
  EXPECT_TRUE(kinds().empty());
  ASSERT_TRUE(script(GetParam() == Kind::postgres ? "ALTER TABLE audit_events RENAME TO hidden" : "DROP TABLE audit_head; ALTER TABLE audit_events RENAME TO hidden; DROP TRIGGER audit_account_created; CREATE TRIGGER broken AFTER INSERT ON accounts BEGIN SELECT RAISE(ABORT, 'full'); END"));
  EXPECT_ANY_THROW((void)database->accounts().create(account("ann"))) << "what cannot be noted is not done";
  EXPECT_EQ(count_rows(*place, "accounts"), 0);
}

TEST_P(Audit, OfOneHandNamesWhoseItIs) {
  if (GetParam() == Kind::postgres) {
    ASSERT_TRUE(script("SET signet.actor = ''; INSERT INTO resources (uri, scopes, client_id, created_at) VALUES ('https://a.example', '', '', 1)"));
    EXPECT_TRUE(last().actor.starts_with("sql:")) << last().actor;
  }
  storage::Settings settings = settings_for(*place);
  settings.actor = "cli:root";
  const auto theirs = storage::open(settings, test_random());
  ASSERT_TRUE(theirs->accounts().create(account("bob")));
  EXPECT_EQ(last().actor, "cli:root");
  ASSERT_TRUE(database->accounts().create(account("cat")));
  EXPECT_EQ(last().actor, "server");
}

TEST_P(Audit, ListsTheNewestInOrder) {
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(database->accounts().create(account("p" + std::to_string(i))));
  const auto two = database->audit().list({.limit = 2});
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].sub, "p3");
  EXPECT_EQ(two[1].sub, "p4");
}

TEST_P(Audit, WhatIsNoChangeIsNotedToo) {
  Event event;
  event.kind = "password_refused";
  event.sub = "ann";
  event.source = "192.0.2.7";
  event.after = R"({"reason":"wrong_password"})";
  database->audit().note(event);
  EXPECT_EQ(last().kind, "password_refused");
  EXPECT_EQ(last().source, "192.0.2.7");
  EXPECT_EQ(last().after, event.after);
  EXPECT_EQ(last().actor, "server");
}

TEST_P(Audit, IsChainedOnceByHoweverManyAtOnce) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(database->accounts().create(account("p" + std::to_string(i))));
  std::atomic<int> chained{0};
  race([&](int) {
    for (int n = 1; n > 0;) chained += n = database->audit().chain(7);
  });
  while (const int more = database->audit().chain(7)) chained += more;  // whoever found it leased has left it
  EXPECT_EQ(chained, 100);
  const auto verdict = audit::verify(database->audit());
  EXPECT_FALSE(verdict.broken_at) << verdict.problem;
  EXPECT_EQ(verdict.checked, 100);
  EXPECT_EQ(verdict.unchained, 0);
}

TEST_P(Audit, ThatIsWrittenWhileItIsChainedStaysWhole) {
  std::atomic<bool> writing{true};
  std::thread chainer([&] {
    while (writing || database->audit().count_unchained() > 0) (void)database->audit().chain(13);
  });
  race([&](int thread) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(database->accounts().create(account("p" + std::to_string(thread) + "-" + std::to_string(i))));
  }, 8);
  writing = false;
  chainer.join();
  const auto verdict = audit::verify(database->audit());
  EXPECT_FALSE(verdict.broken_at) << verdict.problem;
  EXPECT_EQ(verdict.checked, 80);
}

TEST_P(Audit, CannotBeAlteredInPassingAndIsFoundWhereItWas) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(database->accounts().create(account("p" + std::to_string(i))));
  ASSERT_EQ(database->audit().chain(100), 10);
  EXPECT_FALSE(script("UPDATE audit_events SET sub = 'x' WHERE position = 4"));
  EXPECT_FALSE(script("DELETE FROM audit_events WHERE position = 4"));
  EXPECT_FALSE(script("UPDATE audit_events SET position = NULL WHERE position = 10"));
  EXPECT_FALSE(audit::verify(database->audit()).broken_at);
  tamper("UPDATE audit_events SET sub = 'x' WHERE position = 4");
  EXPECT_EQ(audit::verify(database->audit()).broken_at, 4);
  tamper("DELETE FROM audit_events WHERE position = 4");
  EXPECT_EQ(audit::verify(database->audit()).broken_at, 4);
}

TEST_P(Audit, GoesOnlyFromItsBeginningAndOnlyWhenItIsOld) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(database->accounts().create(account("p" + std::to_string(i))));
  ASSERT_EQ(database->audit().chain(8), 8);
  const Time now = last().at;
  EXPECT_EQ(database->audit().prune(now - hours(24 * 40), 100), 0);
  EXPECT_ANY_THROW((void)database->audit().prune(now + hours(1), 100)) << "the database itself keeps what is young";
  tamper("UPDATE audit_events SET at = at - 86400000 * CAST(40 AS BIGINT) WHERE position <= 3");
  // Altered, and so found; what is left after they are gone is whole again, from where it begins.
  EXPECT_EQ(database->audit().prune(now - hours(24 * 31), 100), 3);
  const auto verdict = audit::verify(database->audit());
  EXPECT_FALSE(verdict.broken_at) << verdict.problem;
  EXPECT_EQ(verdict.checked, 5);
  EXPECT_EQ(verdict.head.pruned_position, 3);
  EXPECT_EQ(database->audit().chain(100), 2);
  EXPECT_FALSE(audit::verify(database->audit()).broken_at);
}

}  // namespace
}  // namespace signet::contract
