// [R-DOS-1] However many threads hash, only so many do it at once.
#include "crypto/hash_slots.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <thread>
#include <vector>

namespace signet::crypto {
namespace {

// The most that were inside at once, of eight threads that come again and again.
int most_at_once() {
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int time = 0; time < 50; ++time) {
        const HashSlot slot;
        const int now = ++inside;
        for (int before = most; before < now && !most.compare_exchange_weak(before, now);) {
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  return most;
}

TEST(HashSlots, AreNeverMoreThanWasSaid) {
  limit_hashes(2);
  EXPECT_LE(most_at_once(), 2);
  limit_hashes(0);
  EXPECT_EQ(most_at_once(), 1);
  limit_hashes(std::numeric_limits<int>::max());
}

TEST(HashSlots, ALimitThatIsRaisedLetsThoseInWhoWait) {
  limit_hashes(1);
  std::thread second;
  {
    const HashSlot first;
    std::atomic<bool> in{false};
    second = std::thread([&] {
      const HashSlot slot;
      in = true;
    });
    limit_hashes(2);
    second.join();  // while the first still holds its slot
    EXPECT_TRUE(in);
  }
  limit_hashes(std::numeric_limits<int>::max());
}

}  // namespace
}  // namespace signet::crypto
