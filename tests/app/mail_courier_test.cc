// Mail that waits: sent once, tried again while it is worth it, never by two at once, and never lost with the server. [F-43]
#include "app/mail_courier.h"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>

#include "flows/world.h"

namespace signet::testing {
namespace {

using namespace std::chrono_literals;
using Result = app::MailCourier::Result;

class Wristwatch final : public Clock {
 public:
  explicit Wristwatch(Time now) : now_(now) {}
  [[nodiscard]] Time now() const override { return now_; }
  void pass(Milliseconds time) { now_ = now_.load() + time; }

 private:
  std::atomic<Time> now_;
};

bool soon(const std::function<bool()>& what) {
  for (int i = 0; i < 1000; ++i) {
    if (what()) return true;
    std::this_thread::sleep_for(10ms);
  }
  return false;
}

class MailCourierTest : public ::testing::Test {
 protected:
  void ask(const std::string& email) { ASSERT_TRUE(proofs.ask_for_signup(email, "en", clock.now())); }
  std::unique_ptr<app::MailCourier> courier() {
    return std::make_unique<app::MailCourier>(app::MailCourier::Parts{
        proofs, world.provider->pages(), world.stores.mails, kIssuer,
        [this](const accounts::Mail& mail, const pages::MailText& text) {
          const std::lock_guard lock(mutex);
          attempts.push_back(mail.address);
          last = text;
          return result(mail);
        },
        clock, world.random, metrics, bell});
  }
  std::size_t tried() {
    const std::lock_guard lock(mutex);
    return attempts.size();
  }
  bool nothing_waits() { return !world.stores.mails.next_due(); }

  World world;
  Wristwatch clock{world.now};
  Bell bell;
  metrics::Metrics metrics;
  accounts::AddressProofs proofs{{world.stores.mails, world.stores.accounts, world.master_keys, world.random, kIssuer, 100, [this] { bell.ring(); }}};
  std::function<Result(const accounts::Mail&)> result = [](const accounts::Mail&) { return Result::sent; };
  std::mutex mutex;
  std::vector<std::string> attempts;
  pages::MailText last;
};

TEST_F(MailCourierTest, SendsEachMessageOnce) {
  const auto running = courier();
  for (int i = 0; i < 20; ++i) ask("p" + std::to_string(i) + "@example.test");
  ASSERT_TRUE(soon([&] { return nothing_waits(); }));
  EXPECT_EQ(tried(), 20U);
  EXPECT_NE(last.text.find("/signup?proof="), std::string::npos);
  EXPECT_NE(metrics.render().find("signet_mails_total{outcome=\"sent\"} 20"), std::string::npos);
}

TEST_F(MailCourierTest, WhatWasQueuedWhileNobodySentIsSentLater) {
  ask("a@example.test");
  EXPECT_EQ(tried(), 0U);
  const auto running = courier();
  EXPECT_TRUE(soon([&] { return nothing_waits(); }));
  EXPECT_EQ(tried(), 1U);
}

TEST_F(MailCourierTest, AServerThatIsAwayIsAskedOnceForAllThatWait) {
  std::atomic<bool> away{true};
  result = [&](const accounts::Mail&) { return away ? Result::later : Result::sent; };
  for (int i = 0; i < 5; ++i) ask("p" + std::to_string(i) + "@example.test");
  const auto running = courier();
  ASSERT_TRUE(soon([&] { return world.stores.mails.next_due() > clock.now(); }));
  EXPECT_EQ(tried(), 1U);
  away = false;
  clock.pass(15s);
  bell.ring();
  EXPECT_TRUE(soon([&] { return nothing_waits(); }));
  EXPECT_EQ(tried(), 6U);
}

TEST_F(MailCourierTest, WhatIsRefusedForGoodIsNotTriedAgain) {
  result = [](const accounts::Mail& mail) { return mail.address == "bad@example.test" ? Result::never : Result::sent; };
  ask("bad@example.test");
  ask("good@example.test");
  const auto running = courier();
  ASSERT_TRUE(soon([&] { return nothing_waits(); }));
  EXPECT_EQ(tried(), 2U);
  clock.pass(24h);
  EXPECT_TRUE(nothing_waits());
  EXPECT_NE(metrics.render().find("signet_mails_total{outcome=\"failed\"} 1"), std::string::npos);
}

TEST_F(MailCourierTest, ALinkThatHasExpiredIsNotSentAnyMore) {
  ask("a@example.test");
  clock.pass(31min);
  const auto running = courier();
  EXPECT_TRUE(soon([&] { return nothing_waits(); }));
  EXPECT_EQ(tried(), 0U);
}

TEST_F(MailCourierTest, TwoReplicasSendEachMessageOnce) {
  const auto one = courier();
  const auto other = courier();
  for (int i = 0; i < 40; ++i) ask("p" + std::to_string(i) + "@example.test");
  ASSERT_TRUE(soon([&] { return nothing_waits(); }));
  EXPECT_EQ(tried(), 40U);
}

}  // namespace
}  // namespace signet::testing
