#include "base/swapped.h"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace signet {
namespace {

TEST(Swapped, BeginsEmptyAndGivesTheOldValueBack) {
  Swapped<int> current;
  EXPECT_EQ(current.load(), nullptr);
  EXPECT_EQ(current.exchange(std::make_shared<int>(1)), nullptr);
  EXPECT_EQ(*current.exchange(std::make_shared<int>(2)), 1);
  EXPECT_EQ(*current.load(), 2);
}

TEST(Swapped, WhatAReaderHoldsStaysAsItWas) {
  Swapped<int> current;
  current.exchange(std::make_shared<int>(1));
  const auto held = current.load();
  current.exchange(std::make_shared<int>(2));
  EXPECT_EQ(*held, 1);
}

// For ThreadSanitizer as much as for the assertion: both halves always come from one snapshot.
TEST(Swapped, NobodySeesHalfOfASnapshot) {
  struct Pair {
    int one;
    int two;
  };
  Swapped<Pair> current;
  current.exchange(std::make_shared<Pair>(Pair{0, 0}));
  std::atomic<bool> done = false;
  std::atomic<int> torn = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      do {
        const auto pair = current.load();
        torn += pair->one == pair->two ? 0 : 1;
      } while (!done);
    });
  }
  for (int i = 1; i < 2000; ++i) {
    current.exchange(std::make_shared<Pair>(Pair{i, i}));
  }
  done = true;
  for (std::thread& reader : readers) {
    reader.join();
  }
  EXPECT_EQ(torn, 0);
}

}  // namespace
}  // namespace signet
