#include "base/secret.h"

#include <ostream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

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

TEST(Secret, ACloneIsAnotherOne) {
  Secret first("one");
  const Secret second = first.clone();
  first = Secret("other");
  EXPECT_EQ(second.reveal(), "one");
}

}  // namespace
}  // namespace signet
