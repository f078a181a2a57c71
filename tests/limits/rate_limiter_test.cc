#include "limits/rate_limiter.h"

#include <gtest/gtest.h>

namespace signet::limits {
namespace {

constexpr Time kNow = Time(Milliseconds(1'800'000'000'000));

TEST(RateLimiter, AllowsAMinutesWorthAtOnceAndThenRefills) {  // [R-DOS-5]
  RateLimiter limiter(60);
  for (int i = 0; i < 60; ++i) {
    EXPECT_TRUE(limiter.take("a", kNow)) << i;
  }
  const auto refused = limiter.take("a", kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), Seconds(1));
  EXPECT_FALSE(limiter.take("a", kNow + Milliseconds(999)));
  EXPECT_TRUE(limiter.take("a", kNow + Milliseconds(2000)));
}

TEST(RateLimiter, SaysWhatIsLeft) {
  RateLimiter limiter(3);
  EXPECT_EQ(limiter.take("a", kNow)->requests, 2);
  EXPECT_EQ(limiter.take("a", kNow)->requests, 1);
  EXPECT_EQ(limiter.take("a", kNow)->until_full, Seconds(60));
  EXPECT_EQ(limiter.take("a", kNow + Seconds(30))->requests, 0) << "one and a half came back, one of them is taken";
  EXPECT_EQ(limiter.take("a", kNow + Seconds(120))->until_full, Seconds(20));
}

TEST(RateLimiter, TheWindowMayBeLonger) {
  RateLimiter limiter(2, Seconds(3600));
  EXPECT_TRUE(limiter.take("a", kNow));
  EXPECT_TRUE(limiter.take("a", kNow));
  EXPECT_EQ(limiter.take("a", kNow).error(), Seconds(1800));
  EXPECT_TRUE(limiter.take("a", kNow + Seconds(1800)));
}

TEST(RateLimiter, SourcesDoNotShareABucket) {
  RateLimiter limiter(1);
  EXPECT_TRUE(limiter.take("a", kNow));
  EXPECT_FALSE(limiter.take("a", kNow));
  EXPECT_TRUE(limiter.take("b", kNow));
}

TEST(RateLimiter, AWindowOfAnotherLengthRefillsAtItsOwnPace) {
  RateLimiter limiter(10, Seconds(900));
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(limiter.take("a", kNow)) << i;
  }
  EXPECT_EQ(limiter.take("a", kNow).error(), Seconds(90));
  EXPECT_TRUE(limiter.take("a", kNow + Seconds(90)));
}

TEST(RateLimiter, WhatIsGivenBackCountsNoMoreButNeverBeyondTheCapacity) {
  RateLimiter limiter(1);
  EXPECT_TRUE(limiter.take("a", kNow));
  limiter.give_back("a");
  EXPECT_TRUE(limiter.take("a", kNow));
  limiter.give_back("a");
  limiter.give_back("a");
  limiter.give_back("never seen");
  EXPECT_TRUE(limiter.take("a", kNow));
  EXPECT_FALSE(limiter.take("a", kNow));
}

TEST(RateLimiter, OffMeansOff) {
  RateLimiter limiter(std::nullopt);
  for (int i = 0; i < 100000; ++i) {
    ASSERT_TRUE(limiter.take("a", kNow));
  }
}

TEST(RateLimiter, AClockThatStepsBackGivesNothingAway) {
  RateLimiter limiter(1);
  EXPECT_TRUE(limiter.take("a", kNow));
  EXPECT_FALSE(limiter.take("a", kNow - Seconds(3600)));
}

TEST(RateLimiter, ManySourcesStayBounded) {  // [R-DOS-9]
  RateLimiter limiter(1);
  for (int i = 0; i < 200000; ++i) {
    ASSERT_TRUE(limiter.take(std::to_string(i), kNow));
  }
}

TEST(SourceOf, CutsIpv6ToItsHousehold) {
  EXPECT_EQ(source_of("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(source_of("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(source_of("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(source_of("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  EXPECT_EQ(source_of("not an address"), "not an address");
}

}  // namespace
}  // namespace signet::limits
