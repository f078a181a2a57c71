// A proxy that nobody told us about is noticed. [R-HT-4]
#include "app/one_address.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace signet::app {
namespace {

constexpr auto kEnough = static_cast<int>(OneAddress::kSuspicious);

TEST(OneAddress, IsSuspiciousOnceWhereAllCameFromIt) {
  OneAddress watch;
  for (int i = 1; i < kEnough; ++i) ASSERT_FALSE(watch.is_suspicious("10.0.0.7")) << i;
  EXPECT_TRUE(watch.is_suspicious("10.0.0.7"));
  for (int i = 0; i < 3 * kEnough; ++i) ASSERT_FALSE(watch.is_suspicious("10.0.0.7")) << "said once";
}

TEST(OneAddress, IsNoneWhereAnotherIsSeen) {
  OneAddress watch;
  for (int i = 1; i < kEnough; ++i) ASSERT_FALSE(watch.is_suspicious("10.0.0.7"));
  EXPECT_FALSE(watch.is_suspicious("198.51.100.1"));
  for (int i = 0; i < 3 * kEnough; ++i) ASSERT_FALSE(watch.is_suspicious("10.0.0.7"));
}

TEST(OneAddress, ThatIsPublicIsSomebody) {
  OneAddress watch;
  for (int i = 0; i < 3 * kEnough; ++i) ASSERT_FALSE(watch.is_suspicious("93.184.216.34"));
}

TEST(OneAddress, OfManyThreadsOneIsToldSo) {
  OneAddress watch;
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kEnough; ++i) told += watch.is_suspicious("::1") ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(told, 1);
}

TEST(PrivateAddress, IsWhatTheInternetDoesNotReach) {
  for (const char* address : {"10.1.2.3", "172.16.0.1", "192.168.1.1", "127.0.0.1", "100.64.0.1", "::1", "fd00::1", "fe80::1"}) {
    EXPECT_TRUE(is_private_address(address)) << address;
  }
  for (const char* address : {"93.184.216.34", "2606:4700::1111", "", "localhost", "10.1.2"}) {
    EXPECT_FALSE(is_private_address(address)) << address;
  }
}

}  // namespace
}  // namespace signet::app
