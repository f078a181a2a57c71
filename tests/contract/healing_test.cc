// PostgreSQL goes away in every way it can, and comes back: the same Database object works again by itself,
// nothing acknowledged is lost, and meanwhile callers get Unavailable and nothing else. [F-06] [F-52] [I-8]
// [I-13] [S-D5]
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

#include <signal.h>

#include "contract/people.h"
#include "contract/postgres_schema.h"
#include "contract/scribe.h"

namespace signet::contract {
namespace {

class Healing : public ::testing::Test {
 protected:
  // True once `work` gets through; false if it does not within ten seconds.
  template <typename Work>
  static bool heals(Work work) {
    const auto give_up = std::chrono::steady_clock::now() + seconds(10);
    while (std::chrono::steady_clock::now() < give_up) {
      try {
        work();
        return true;
      } catch (const storage::Unavailable&) {
        std::this_thread::sleep_for(Milliseconds(5));
      }
    }
    return false;
  }
  std::string sessions() {
    return schema.ask("SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '" + schema.name() +
                      "'");
  }
  PostgresSchema schema;
  std::unique_ptr<storage::Database> database = open_at(schema);
};

TEST_F(Healing, IdleConnectionsThatWereCutCostNobodyAnAnswer) {
  race([&](int) { database->ping(); });
  schema.terminate_everybody();
  while (sessions() != "0") std::this_thread::sleep_for(Milliseconds(5));  // cutting takes them a moment
  race([&](int i) {
    EXPECT_NO_THROW(database->ping());
    EXPECT_NO_THROW((void)database->accounts().create(account(std::to_string(i))));
  });
}

TEST_F(Healing, AServerThatTakesNoWritesIsNoDatabase) {  // [R-DB-3] as a standby, or a primary that was fenced
  auto settings = settings_for(schema);
  settings.lease_timeout = Milliseconds(500);
  EXPECT_NO_THROW(storage::open(settings, test_random())->ping());
  settings.url += "%20-c%20default_transaction_read_only%3Don";  // goes on with the options that end it
  EXPECT_THROW(storage::open(settings, test_random())->ping(), storage::Unavailable);
}

TEST_F(Healing, WritersGoOnThroughCutsOfEveryConnection) {
  std::mutex mutex;
  std::vector<Acknowledged> acknowledged;
  std::atomic<bool> stop{false};
  std::thread writers([&] {
    write_families(
        *database, "cut", 8, [&] { return stop.load(); },
        [&](const Acknowledged& one) {
          const std::lock_guard lock(mutex);
          acknowledged.push_back(one);
        });
  });
  for (int i = 0; i < 10; ++i) {
    schema.terminate_everybody();
    std::this_thread::sleep_for(Milliseconds(20));
  }
  stop = true;
  writers.join();
  EXPECT_TRUE(heals([&] { database->ping(); }));
  EXPECT_GT(acknowledged.size(), 10U);
  expect_nothing_lost(*database, acknowledged);
}

TEST_F(Healing, AnImmediateRestartLosesNothingAndHeals) {
  std::mutex mutex;
  std::vector<Acknowledged> acknowledged;
  std::atomic<bool> stop{false};
  std::thread writers([&] {
    write_families(
        *database, "restart", 8, [&] { return stop.load(); },
        [&](const Acknowledged& one) {
          const std::lock_guard lock(mutex);
          acknowledged.push_back(one);
        });
  });
  for (const char* verb : {"stop-immediate", "stop-fast"}) {
    const auto count = [&] {
      const std::lock_guard lock(mutex);
      return acknowledged.size();
    };
    for (const std::size_t before = count(); count() < before + 50;)
      std::this_thread::sleep_for(Milliseconds(2));
    control_postgres(verb);
    EXPECT_THROW((void)database->families().find("f", kNow), storage::Unavailable);
    EXPECT_THROW((void)database->accounts().create(account("nobody")), storage::Unavailable);
    control_postgres("start");
    EXPECT_TRUE(heals([&] { database->ping(); }));
  }
  stop = true;
  writers.join();
  expect_nothing_lost(*database, acknowledged);
  EXPECT_TRUE(heals([&] { EXPECT_FALSE(database->accounts().find("nobody")); }));
}

TEST_F(Healing, AServerThatStopsAnsweringFreesItsCallers) {  // [F-16]
  auto settings = settings_for(schema);
  settings.pool_size = 1;
  settings.statement_timeout = Milliseconds(100);
  const auto hung = storage::open(settings, test_random());
  hung->ping();
  const auto backend = static_cast<pid_t>(std::stol(schema.ask(
      "SELECT max(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND application_name = '" +
      schema.name() + "'")));
  ASSERT_EQ(kill(backend, SIGSTOP), 0);
  EXPECT_THROW((void)hung->accounts().create(account("alice")), storage::Unavailable);
  kill(backend, SIGCONT);
  EXPECT_TRUE(heals([&] { hung->ping(); }));
}

TEST_F(Healing, AStatementThatWaitsTooLongForALockIsGivenUp) {  // [F-19] [R-DB-5]
  auto settings = settings_for(schema);
  settings.lock_timeout = Milliseconds(50);
  const auto impatient = storage::open(settings, test_random());
  ASSERT_TRUE(impatient->accounts().create(account("alice")));
  storage::PostgresEngine holder(settings_for(schema), test_random());
  holder.transaction([&](storage::Executor& db) {
    db.script("SELECT 1 FROM accounts FOR UPDATE");
    try {
      (void)impatient->accounts().set_disabled("alice", true, kNow);
      ADD_FAILURE() << "the row is locked";
    } catch (const storage::Unavailable& unavailable) {
      EXPECT_EQ(unavailable.code(), "55P03");
    }
  });
  EXPECT_TRUE(impatient->accounts().set_disabled("alice", true, kNow));
}

TEST_F(Healing, AServerThatIsNotThereIsUnavailable) {
  storage::Settings settings;
  settings.url = "postgres://signet:hunter2@127.0.0.1:1/signet";
  const auto nowhere = storage::open(settings, test_random());
  for (int i = 0; i < 3; ++i) {
    try {
      nowhere->ping();
      ADD_FAILURE() << "nobody listens there";
    } catch (const signet::Unavailable& unavailable) {
      EXPECT_EQ(std::string(unavailable.what()).find("hunter2"), std::string::npos);
    }
  }
}

TEST_F(Healing, APrivateKeyThatIsGoneIsErased) {  // [R-KY-3]
  using keys::State;
  const auto key = [](State state) {
    return keys::StoredKey{"kid", "RS256", state, "{}", "sealed", kNow, {}, {}};
  };
  ASSERT_TRUE(database->keys().replace(database->versions().keys, {key(State::retired)}, kNow));
  ASSERT_TRUE(database->keys().replace(database->versions().keys, {key(State::gone)}, kNow));
  EXPECT_EQ(schema.ask("SELECT state || private_key FROM " + schema.name() + ".signing_keys"), "gone");
}

TEST_F(Healing, ASettingThatWeakensCommitsIsReported) {  // [R-DB-4]
  auto settings = settings_for(schema);
  settings.url += "%20-c%20synchronous_commit%3Doff";
  EXPECT_EQ(storage::open(settings, test_random())->weaknesses(),
            std::vector<std::string>{"synchronous_commit = off"});
}

TEST_F(Healing, APoolerThatKeepsNoStatementsIsServedToo) {
  auto settings = settings_for(schema);
  settings.prepared_statements = false;
  const auto pooled = storage::open(settings, test_random());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pooled->accounts().create(account(std::to_string(i))));
    EXPECT_TRUE(pooled->accounts().find(std::to_string(i)));
    EXPECT_FALSE(pooled->accounts().find("nobody"));
  }
}

}  // namespace
}  // namespace signet::contract
