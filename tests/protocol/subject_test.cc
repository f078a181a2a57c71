#include "protocol/subject.h"

#include <gtest/gtest.h>

#include "support/counting_random.h"

namespace signet::protocol {
namespace {

TEST(Subject, EveryNewOneHasTheShapeAndIsAnother) {
  testing::CountingRandom random;
  const std::string first = new_subject(random);
  EXPECT_EQ(first.size(), 22u);
  EXPECT_TRUE(is_shaped_like_subject(first));
  EXPECT_NE(new_subject(random), first);
}

TEST(Subject, OtherTextIsNotShapedLikeOne) {
  for (const char* text :
       {"", "demo", "AAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAB",
        "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAA.A", "my-application-name-01"}) {
    EXPECT_FALSE(is_shaped_like_subject(text)) << text;
  }
}

}  // namespace
}  // namespace signet::protocol
