// Lending connections: how many, which, to whom, and what happens when there is nobody to connect to.
// [R-DB-5]
#include "storage/pool.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "storage/errors.h"
#include "storage/fake_connection.h"

namespace signet::storage {
namespace {

class NoJitter final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override { std::fill(out.begin(), out.end(), std::uint8_t{255}); }
};

class Lending : public ::testing::Test {
 protected:
  std::unique_ptr<Connection> open() {
    ++attempts;
    if (away) throw Error(Trouble::lost, "08001", "connect");
    return std::make_unique<FakeConnection>(server);
  }
  static std::string code_of(Pool& pool) {
    try {
      (void)pool.lease();
    } catch (const Error& error) {
      return error.code();
    }
    return "";
  }

  FakeServer server;
  NoJitter random;
  bool away = false;
  std::atomic<int> attempts = 0;
  Pool pool{[this] { return open(); }, 2, std::chrono::milliseconds(20), random};
};

TEST_F(Lending, ConnectsOnlyWhenNeededAndNoOftener) {
  EXPECT_EQ(server.open, 0);
  for (int i = 0; i < 3; ++i) (void)pool.lease();
  EXPECT_EQ(server.open, 1);
  {
    const auto one = pool.lease();
    const auto two = pool.lease();
    EXPECT_EQ(server.open, 2);
  }
  EXPECT_EQ(attempts, 2);
}

TEST_F(Lending, LendsTheLastReturnedFirst) {
  const Connection* last = nullptr;
  {
    const auto first_lent = pool.lease();
    const auto second_lent = pool.lease();  // destroyed, hence returned, before the first
    last = &*first_lent;
  }
  EXPECT_EQ(&*pool.lease(), last);
}

TEST_F(Lending, WhoFindsNoneFreeInTimeIsTold) {
  const auto one = pool.lease();
  const auto two = pool.lease();
  EXPECT_EQ(code_of(pool), "no free connection");
}

TEST_F(Lending, AReturnedConnectionGoesToWhoWaits) {
  Pool patient([this] { return open(); }, 1, std::chrono::seconds(30), random);
  std::thread waiter;
  {
    const auto one = patient.lease();
    waiter = std::thread([&] { (void)patient.lease(); });
  }
  waiter.join();
  EXPECT_EQ(attempts, 1);
}

TEST_F(Lending, WhoComesFirstIsServedFirst) {
  Pool narrow([this] { return open(); }, 1, std::chrono::seconds(30), random);
  std::atomic<bool> stop{false};
  std::vector<std::thread> greedy;
  for (int i = 0; i < 8; ++i) {
    greedy.emplace_back([&] {
      while (!stop) (void)narrow.lease();
    });
  }
  // Among eight who ask again at once, nobody has to wait for long: 200 turns come, though each is only the
  // ninth.
  for (int i = 0; i < 200; ++i) (void)narrow.lease();
  stop = true;
  for (auto& one : greedy) one.join();
  EXPECT_EQ(attempts, 1);
}

TEST_F(Lending, APlaceThatBecomesFreeGoesToWhoWaits) {
  Pool narrow([this] { return open(); }, 1, std::chrono::seconds(30), random);
  server.clean = false;  // what comes back is closed, and whoever waits opens another
  std::vector<std::thread> waiters;
  {
    const auto one = narrow.lease();
    for (int i = 0; i < 4; ++i) {
      waiters.emplace_back([&] { (void)narrow.lease(); });
    }
  }
  for (auto& waiter : waiters) waiter.join();
  EXPECT_EQ(attempts, 5);
  EXPECT_EQ(server.open, 0);
}

TEST_F(Lending, WhatComesBackUncleanIsClosed) {
  server.clean = false;
  (void)pool.lease();
  EXPECT_EQ(server.open, 0);
  server.clean = true;
  (void)pool.lease();
  EXPECT_EQ(attempts, 2);
}

TEST_F(Lending, WhatDoesNotWakeUpIsReplacedBeforeAnybodyNotices) {
  {
    const auto one = pool.lease();
    const auto two = pool.lease();
  }
  server.awake = false;
  (void)pool.lease();
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(server.open, 1) << "both sleepers are gone";
}

TEST_F(Lending, WhileTheServerIsAwayNobodyWaitsAndFewTry) {
  away = true;
  EXPECT_EQ(code_of(pool), "08001");
  for (int i = 0; i < 100; ++i) {
    const std::string code = code_of(pool);
    EXPECT_TRUE(code == "away" || code == "08001") << code;
  }
  EXPECT_LT(attempts, 20) << "each further attempt waits twice as long";
  away = false;
  while (!code_of(pool).empty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_EQ(server.open, 1);
  const auto one = pool.lease();
  const auto two = pool.lease();
  EXPECT_EQ(server.open, 2) << "failed attempts must not use up the pool";
}

}  // namespace
}  // namespace signet::storage
