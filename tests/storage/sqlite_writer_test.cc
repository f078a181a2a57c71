// Writers that share a commit: each is told the truth about its own work, and nobody before the commit.
#include "storage/sqlite_writer.h"

#include <algorithm>
#include <atomic>
#include <latch>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "storage/fake_connection.h"

namespace signet::storage {
namespace {

constexpr Sql kStep{"step", 0, ""};

class Writing : public ::testing::Test {
 protected:
  Writing() {
    auto made = std::make_unique<FakeConnection>(server);
    connection = made.get();
    writer.emplace(std::move(made));
  }
  std::ptrdiff_t count(const std::string& command) {
    return std::count(server.said.begin(), server.said.end(), command);
  }
  static Error disk_full() { return {Trouble::unavailable, "SQLITE_13", "commit"}; }
  // Keeps the writer busy until `count` jobs wait behind it, and then lets them go as one batch.
  template <typename Work>
  void run_as_one_batch(int jobs, Work work) {
    std::latch busy(1), go(1);
    std::thread first([&] {
      const auto hold = [&](Executor&) {
        busy.count_down();
        go.wait();
      };
      try {
        writer->run(hold);
      } catch (const Error&) {  // where the test lets commits fail
      }
    });
    busy.wait();
    std::atomic<int> started{0};
    std::vector<std::thread> others;
    for (int i = 0; i < jobs; ++i) {
      others.emplace_back([&, i] {
        ++started;
        work(i);
      });
    }
    while (started < jobs) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    go.count_down();
    first.join();
    for (auto& other : others) other.join();
  }

  FakeServer server;
  FakeConnection* connection = nullptr;
  std::optional<SqliteWriter> writer;
};

TEST_F(Writing, NobodyIsToldBeforeTheCommit) {
  bool committed = false;
  server.on_command = [&](const std::string& command) { committed |= command == "COMMIT"; };
  writer->run([&](Executor& db) {
    db.run(kStep);
    EXPECT_FALSE(committed);
  });
  EXPECT_TRUE(committed);
  EXPECT_EQ(server.said,
            (std::vector<std::string>{"BEGIN", "SAVEPOINT job", "step", "RELEASE job", "COMMIT"}));
}

TEST_F(Writing, WhatWaitsIsCommittedTogether) {
  run_as_one_batch(8, [&](int) { writer->run([](Executor& db) { db.run(kStep); }); });
  EXPECT_EQ(count("step"), 8);
  EXPECT_LT(count("COMMIT"), 9) << "eight jobs in fewer commits";
}

TEST_F(Writing, AFailedCommitIsEverybodysFailure) {
  server.on_command = [](const std::string& command) {
    if (command == "COMMIT") throw disk_full();
  };
  std::atomic<int> failed{0};
  run_as_one_batch(4, [&](int) {
    try {
      writer->run([](Executor& db) { db.run(kStep); });
    } catch (const Error& error) {
      failed += error.code() == "SQLITE_13";
    }
  });
  EXPECT_EQ(failed, 4);
}

TEST_F(Writing, AFailedBeginIsEverybodysFailure) {
  server.on_command = [](const std::string& command) {
    if (command == "BEGIN") throw Error(Trouble::unavailable, "SQLITE_5", "begin");
  };
  EXPECT_THROW(writer->run([](Executor&) { ADD_FAILURE() << "must not run"; }), Error);
  server.on_command = [](const std::string&) {};
  EXPECT_NO_THROW(writer->run([](Executor&) {}));
}

TEST_F(Writing, OnesOwnFailureIsUndoneAndTheOthersAreCommitted) {
  struct Mine {};
  EXPECT_THROW(writer->run([](Executor& db) {
    db.run(kStep);
    throw Mine();
  }),
               Mine);
  EXPECT_EQ(server.said, (std::vector<std::string>{"BEGIN", "SAVEPOINT job", "step", "ROLLBACK TO job",
                                                   "RELEASE job", "COMMIT"}));
}

TEST_F(Writing, AnErrorThatEndsTheTransactionIsEverybodysFailure) {
  EXPECT_THROW(writer->run([&](Executor&) {
    connection->lose_transaction();  // as SQLite does when the disk is full
    throw disk_full();
  }),
               Error);
  EXPECT_EQ(count("COMMIT"), 0);
  EXPECT_NO_THROW(writer->run([](Executor&) {}));
}

TEST_F(Writing, StatementsAreCountedForWhoAsked) {
  const auto before = statements_of_this_thread();
  writer->run([](Executor&) { count_statements(3); });
  EXPECT_EQ(statements_of_this_thread() - before, 3U);
}

TEST_F(Writing, WhatWaitsIsStillDoneWhenItStops) {
  std::thread late([&] { writer->run([](Executor& db) { db.run(kStep); }); });
  late.join();
  writer.reset();
  EXPECT_EQ(count("step"), 1);
}

}  // namespace
}  // namespace signet::storage
