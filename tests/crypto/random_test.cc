#include "crypto/random.h"

#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace signet::crypto {
namespace {

// What is drawn ahead is handed out once, to one thread [R-RN-1].
TEST(SystemRandom, NothingComesTwiceNorToTwoThreads) {
  std::mutex mutex;
  std::set<std::string> seen;
  std::vector<std::thread> threads;
  constexpr int kDraws = 2000;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      SystemRandom random;
      std::vector<std::string> mine;
      for (int draw = 0; draw < kDraws; ++draw) mine.push_back(random_bytes(random, 16));
      const std::lock_guard lock(mutex);
      seen.insert(mine.begin(), mine.end());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(seen.size(), 4U * kDraws);
}

// Whatever the sizes, each is filled to its end: of 64 draws, some byte at each place differs from zero.
TEST(SystemRandom, FillsWhateverIsAsked) {
  SystemRandom random;
  for (const std::size_t size : {1U, 7U, 63U, 64U, 65U, 511U, 512U, 513U, 4096U}) {
    std::string ever(size, '\0');
    for (int draw = 0; draw < 64; ++draw) {
      const std::string bytes = random_bytes(random, size);
      for (std::size_t i = 0; i < size; ++i) ever[i] = static_cast<char>(ever[i] | bytes[i]);
    }
    EXPECT_EQ(ever.find('\0'), std::string::npos) << size;
  }
  EXPECT_EQ(random_bytes(random, 0), "");
}

}  // namespace
}  // namespace signet::crypto
