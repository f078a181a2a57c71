// Memory for password hashes is kept while they come, and given up when they do not.
#include "crypto/hash_memory.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "crypto/password_hash.h"
#include "crypto/random.h"

namespace signet::crypto {
namespace {

constexpr std::size_t kBytes = 8 * 1024 * 1024 + 64;  // as no hash of another test

TEST(HashMemory, ComesBackToTheNextHashOfItsSize) {
  std::uint8_t* first = nullptr;
  ASSERT_EQ(take_hash_memory(&first, kBytes), 0);
  give_hash_memory_back(first, kBytes);
  std::uint8_t* smaller = nullptr;
  ASSERT_EQ(take_hash_memory(&smaller, kBytes - 64), 0);
  EXPECT_NE(smaller, first);
  std::uint8_t* again = nullptr;
  ASSERT_EQ(take_hash_memory(&again, kBytes), 0);
  EXPECT_EQ(again, first);
  std::uint8_t* at_the_same_time = nullptr;
  ASSERT_EQ(take_hash_memory(&at_the_same_time, kBytes), 0);
  EXPECT_NE(at_the_same_time, first);
  for (std::uint8_t* block : {again, at_the_same_time}) give_hash_memory_back(block, kBytes);
  give_hash_memory_back(smaller, kBytes - 64);
  release_unused_hash_memory();  // used since: they stay
  release_unused_hash_memory();  // and go
}

TEST(HashMemory, HashesInManyThreadsAreRight) {
  SystemRandom random;
  const Argon2Params params{8 * 1024, 1, 1};
  const std::string stored = hash_password(Secret("correct horse battery staple"), params, random);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int time = 0; time < 5; ++time) {
        EXPECT_TRUE(verify_password(Secret("correct horse battery staple"), stored));
        EXPECT_FALSE(verify_password(Secret("wrong"), stored));
        release_unused_hash_memory();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace signet::crypto
