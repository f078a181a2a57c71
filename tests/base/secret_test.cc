#include "base/secret.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>
#include <ostream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace {

// What the bytes of one array were when its memory was given back.
struct Watched {
  const void* array = nullptr;
  std::array<char, 64> bytes{};
} watched;

}  // namespace

void* operator new[](std::size_t size) {
  void* array = std::malloc(std::max<std::size_t>(size, 1));
  return array != nullptr ? array : throw std::bad_alloc();
}
void operator delete[](void* array) noexcept {
  if (array != nullptr && array == watched.array) {
    std::copy_n(static_cast<const char*>(array), watched.bytes.size(), watched.bytes.begin());
    watched.array = nullptr;
  }
  std::free(array);
}
void operator delete[](void* array, std::size_t) noexcept { operator delete[](array); }

namespace signet {
namespace {

template <typename T>
concept Printable = requires(std::ostream& out, const T& value) {
  out << value;
};
template <typename T>
concept Comparable = requires(const T& a, const T& b) {
  a == b;
};

// What the type is for: none of these compiles.
static_assert(!Printable<Secret>);
static_assert(!Comparable<Secret>);
static_assert(!std::is_copy_constructible_v<Secret>);
static_assert(!std::is_copy_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string>);
static_assert(!std::is_convertible_v<std::string, Secret>);

TEST(Secret, RevealsWhatItWasGiven) {
  const Secret secret(std::string_view("pass\0word", 9));
  EXPECT_EQ(secret.reveal(), std::string_view("pass\0word", 9));
  EXPECT_EQ(secret.size(), 9U);
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
  EXPECT_TRUE(Secret("").empty());
  EXPECT_EQ(Secret().reveal(), "");
}

TEST(Secret, MovesAndLeavesNothingBehind) {
  Secret first("one");
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "one");
  EXPECT_TRUE(first.empty());  // NOLINT: what a moved-from secret holds is the point
  EXPECT_EQ(first.reveal(), "");
  Secret third("three");
  third = std::move(second);
  EXPECT_EQ(third.reveal(), "one");
  EXPECT_TRUE(second.empty());  // NOLINT
  Secret& same = third;
  third = std::move(same);
  EXPECT_EQ(third.reveal(), "one");
}

TEST(Secret, WipesItsBytesBeforeTheirMemoryIsGivenBack) {  // [R-MEM-1]
  const std::string bytes(watched.bytes.size(), 's');
  const std::string wiped(bytes.size(), '\0');
  const auto left_by = [&](auto act) {
    Secret secret(bytes);
    watched = {secret.reveal().data(), {}};
    std::fill(watched.bytes.begin(), watched.bytes.end(), 's');
    act(std::move(secret));
    EXPECT_EQ(watched.array, nullptr) << "it was not given back";
    return std::string(watched.bytes.begin(), watched.bytes.end());
  };
  EXPECT_EQ(left_by([](Secret secret) { (void)secret; }), wiped) << "at its end";
  EXPECT_EQ(left_by([](Secret secret) { secret = Secret("other"); }), wiped) << "when another takes its place";
}

TEST(Secret, ACloneIsAnotherOne) {
  Secret first("one");
  const Secret second = first.clone();
  first = Secret("other");
  EXPECT_EQ(second.reveal(), "one");
}

}  // namespace
}  // namespace signet
