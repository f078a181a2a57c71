#include "accounts/login_limiter.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "support/fake_account_store.h"

namespace signet::accounts {
namespace {

using Guess = LoginLimiter::Guess;

const Time kNow = from_epoch_seconds(1'700'000'000);

class LoginLimiterTest : public ::testing::Test {
 protected:
  // -1: let in; otherwise the seconds to wait.
  std::int64_t enter(const Guess& guess, Time now) {
    const auto entered = limiter_.enter(guess, now);
    return entered ? -1 : entered.error().retry_after.count();
  }
  // Guesses wrongly as often as the limiter lets it, in `span` from `from`; returns how often that was.
  int storm(const Guess& guess, Time from, Seconds span) {
    int guesses = 0;
    for (Time now = from; now < from + span;) {
      const auto entered = limiter_.enter(guess, now);
      if (entered) {
        ++guesses;
        limiter_.failed(guess, now);
      } else if (entered.error().retry_after == Seconds(0)) {
        break;
      } else {
        now += entered.error().retry_after;
      }
    }
    return guesses;
  }

  testing::FakeFailureStore store_;
  LoginLimiter limiter_{store_, {}};
  const Guess alice_{"alice@example.test", "192.0.2.1", false};
};

TEST(LoginLimits, TheWaitDoublesFromOneSecondToFifteenMinutes) {  // [R-LG-6]
  const Seconds longest(900);
  EXPECT_EQ(wait_after(0, 5, longest), Seconds(0));
  EXPECT_EQ(wait_after(4, 5, longest), Seconds(0));
  EXPECT_EQ(wait_after(5, 5, longest), Seconds(1));
  EXPECT_EQ(wait_after(6, 5, longest), Seconds(2));
  EXPECT_EQ(wait_after(14, 5, longest), Seconds(512));
  EXPECT_EQ(wait_after(15, 5, longest), Seconds(900));
  EXPECT_EQ(wait_after(99, 5, longest), Seconds(900));
  EXPECT_EQ(wait_after(1'000'000, 5, longest), Seconds(900));
  EXPECT_EQ(wait_after(0, 0, longest), Seconds(0)) << "who has not failed does not wait";
  EXPECT_EQ(wait_after(1, 0, longest), Seconds(2));
}

TEST(LoginSource, IsTheAddressOrItsNetwork) {
  EXPECT_EQ(source_of("192.0.2.1"), "192.0.2.1");
  EXPECT_NE(source_of("192.0.2.1"), source_of("192.0.2.2"));
  EXPECT_EQ(source_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(source_of("2001:db8:1:2::1"), source_of("2001:db8:1:2:ffff:ffff:ffff:ffff"));
  EXPECT_NE(source_of("2001:db8:1:2::1"), source_of("2001:db8:1:3::1"));
  EXPECT_EQ(source_of("2001:DB8:1:2::1"), source_of("2001:db8:0001:0002::2"));
  for (const char* odd : {"", "unknown", "192.0.2.1:80", "[2001:db8::1]", "1.2.3", "fe80::1%eth0"}) {
    EXPECT_EQ(source_of(odd), "elsewhere") << odd;
  }
}

TEST_F(LoginLimiterTest, FiveFailuresAreFreeThenEachCostsMore) {  // [R-LG-6]
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(enter(alice_, kNow), -1);
  }
  EXPECT_EQ(enter(alice_, kNow), 1);
  EXPECT_EQ(enter(alice_, kNow + Milliseconds(999)), 1) << "rounded up, so that waiting as told is enough";
  EXPECT_EQ(enter(alice_, kNow + Seconds(1)), -1) << "at the very instant that the wait ends";
  EXPECT_EQ(enter(alice_, kNow + Seconds(1)), 2);
  EXPECT_EQ(enter(alice_, kNow + Seconds(3)), -1);
  EXPECT_EQ(enter(alice_, kNow + Seconds(3)), 4);
}

TEST_F(LoginLimiterTest, ARefusedAttemptDoesNotProlongTheWait) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(enter(alice_, kNow), -1);
  }
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(enter(alice_, kNow), 1);
  }
  EXPECT_EQ(enter(alice_, kNow + Seconds(1)), -1);
}

TEST_F(LoginLimiterTest, SuccessForgets) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(enter(alice_, kNow), -1);
  }
  limiter_.succeeded(alice_);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(enter(alice_, kNow), -1);
  }
}

TEST_F(LoginLimiterTest, NobodyLocksOutAnybodyElse) {  // [R-LG-6] [R-LG-8]
  EXPECT_EQ(storm(alice_, kNow, Seconds(3 * 86400)), 100);
  const Time later = kNow + Seconds(3 * 86400);
  EXPECT_EQ(enter(alice_, later), 0) << "waiting does not help there";
  EXPECT_EQ(enter({alice_.account, "198.51.100.7", false}, later), -1) << "alice elsewhere";
  EXPECT_EQ(enter({alice_.account, alice_.source, true}, later), -1)
      << "alice's own browser behind the same address";
  EXPECT_EQ(enter({"bob@example.test", alice_.source, false}, later), -1) << "her neighbour";
}

TEST_F(LoginLimiterTest, AHundredGuessesAreTheMostThatAStrangerGets) {  // [R-LG-6]
  LoginLimits limits;
  EXPECT_EQ(limits.most_failures, 100);
  EXPECT_EQ(storm(alice_, kNow, Seconds(5 * 86400)), 100);
  EXPECT_EQ(enter(alice_, kNow + Seconds(6 * 86400)), 0);
}

TEST_F(LoginLimiterTest, AKnownBrowserIsSlowedButNeverRefused) {
  const Guess known{alice_.account, alice_.source, true};
  EXPECT_GT(storm(known, kNow, Seconds(2 * 86400)), 100);
  EXPECT_EQ(enter(known, kNow + Seconds(3 * 86400)), -1);
  EXPECT_EQ(enter(known, kNow + Seconds(3 * 86400)), 900);
}

TEST_F(LoginLimiterTest, FailuresAreForgottenAWeekAfterTheLast) {
  storm(alice_, kNow, Seconds(86400));
  const Time last = kNow + Seconds(86400);
  EXPECT_EQ(enter(alice_, last + Seconds(8 * 86400)), -1);
  EXPECT_EQ(enter(alice_, last + Seconds(8 * 86400)), -1) << "counted from one again";
}

TEST_F(LoginLimiterTest, OnePasswordTriedOnAllAccountsIsSlow) {  // password spraying
  int guesses = 0;
  for (int i = 0; i < 1000; ++i) {
    const Guess guess{"person" + std::to_string(i) + "@example.test", "192.0.2.1", false};
    if (limiter_.enter(guess, kNow)) {
      limiter_.failed(guess, kNow);
      ++guesses;
    }
  }
  EXPECT_EQ(guesses, 100);
  EXPECT_EQ(enter({"new@example.test", "192.0.2.1", false}, kNow), 1);
  EXPECT_EQ(enter({"new@example.test", "192.0.2.1", true}, kNow), -1)
      << "known browsers do not pay for their network";
  EXPECT_EQ(enter({"new@example.test", "192.0.2.2", false}, kNow), -1);
}

TEST_F(LoginLimiterTest, SigningInToAnOwnAccountBuysNoGuessesAtOthers) {
  for (int i = 0; i < 100; ++i) {
    limiter_.failed(alice_, kNow);
    limiter_.succeeded({"mallory@example.test", alice_.source, false});
  }
  EXPECT_EQ(enter(alice_, kNow), 1);
}

TEST_F(LoginLimiterTest, ManyGuessesAtOnceAreNotMoreThanInTurn) {  // [R-LG-6] CVE-2024-4629
  std::atomic<int> made{0};
  const auto burst = [&](Time now) {
    made = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 10; ++i) {
          made += limiter_.enter(alice_, now).has_value();
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  };
  burst(kNow);
  EXPECT_EQ(made, 5);
  burst(kNow + Seconds(900));
  EXPECT_LE(made, 1);
}

TEST_F(LoginLimiterTest, KeysInTheStoreDoNotShowWhoWasNamed) {
  class Recorder final : public FailureStore {
   public:
    Failures failures(const std::string& key, Time) override { return keys_.push_back(key), Failures{}; }
    Failures record(const std::string& key, Time now, Time) override {
      return keys_.push_back(key), Failures{1, now};
    }
    void clear(const std::string& key) override { keys_.push_back(key); }
    std::vector<std::string> keys_;
  } recorder;
  LoginLimiter limiter(recorder, {});
  ASSERT_TRUE(limiter.enter(alice_, kNow));
  limiter.failed(alice_, kNow);
  limiter.succeeded(alice_);
  EXPECT_GE(recorder.keys_.size(), 5u);
  for (const std::string& key : recorder.keys_) {
    EXPECT_EQ(key.size(), 43u) << key;
  }
}

TEST_F(LoginLimiterTest, OffMeansOff) {  // [CF-03]
  LoginLimiter off(store_, {.off = true});
  for (int i = 0; i < 500; ++i) {
    ASSERT_TRUE(off.enter(alice_, kNow));
    off.failed(alice_, kNow);
  }
}

}  // namespace
}  // namespace signet::accounts
