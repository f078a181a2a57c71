#include "base/time.h"

#include <gtest/gtest.h>

#include "base/clock.h"

namespace signet {
namespace {

using namespace std::chrono_literals;

// [RFC7519 §2]
TEST(Time, SecondsAreRoundedDown) {
  EXPECT_EQ(epoch_seconds(from_epoch_ms(1'700'000'000'999)), 1'700'000'000);
  EXPECT_EQ(epoch_seconds(from_epoch_ms(-1)), -1);
  EXPECT_EQ(epoch_seconds(from_epoch_seconds(7)), 7);
  EXPECT_EQ(epoch_ms(from_epoch_seconds(7)), 7000);
  EXPECT_EQ(epoch_ms(from_epoch_ms(7001)), 7001);
}

// [R-TIME-1]
TEST(SystemClock, CountsAsThePrimaryDoes) {
  SystemClock clock;
  EXPECT_EQ(clock.offset(), 0ms);
  const Time before = clock.now();
  clock.set_offset(1h);
  EXPECT_EQ(clock.offset(), 1h);
  EXPECT_GE(clock.now(), before + 1h);
  EXPECT_LT(clock.now(), before + 2h);
  clock.set_offset(-1h);
  EXPECT_LT(clock.now(), before);
}

}  // namespace
}  // namespace signet
