// Pushed authorization requests: kept for a while, for their client, and completed once. [R-PA-2] [R-DOS-6]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

constexpr int kMany = 1000;
const Time kEnd = kNow + seconds(60);

class Pushing : public Contract {
 protected:
  bool push(const std::string& digest, const std::string& client_id = "app", int most = kMany, Time now = kNow) {
    return pushed.push({digest, client_id, "sealed-" + digest, now + seconds(60)}, most, now);
  }
  authorization::PushedRequestStore& pushed = stores.pushed_requests();
};
INSTANTIATE_TEST_SUITE_P(Stores, Pushing, every_kind(), name_of);

TEST_P(Pushing, OfSixteenWhoCompleteOneWins) {
  for (int round = 0; round < 20; ++round) {
    const std::string digest = "digest-" + std::to_string(round);
    ASSERT_TRUE(push(digest));
    std::atomic<int> completed{0};
    race([&](int) { completed += pushed.complete(digest, kNow); });
    EXPECT_EQ(completed, 1);
    EXPECT_FALSE(pushed.visit(digest, "app", kEnd, kNow));
    EXPECT_FALSE(pushed.find(digest, "app", kNow));
  }
}

TEST_P(Pushing, IsVisitedAnyNumberOfTimesBeforeItIsCompleted) {
  ASSERT_TRUE(push("digest"));
  std::atomic<int> visits{0};
  race([&](int) { visits += pushed.visit("digest", "app", kNow + hours(1), kNow) == "sealed-digest"; });
  EXPECT_EQ(visits, 16);
  EXPECT_EQ(pushed.find("digest", "app", kNow), "sealed-digest");
}

TEST_P(Pushing, BelongsToItsClient) {
  ASSERT_TRUE(push("digest"));
  EXPECT_FALSE(pushed.visit("digest", "other", kEnd, kNow));
  EXPECT_FALSE(pushed.find("digest", "other", kNow));
  EXPECT_TRUE(pushed.visit("digest", "app", kEnd, kNow));
}

TEST_P(Pushing, WhatNobodyBeganEndsAtTheVeryInstantOfExpiry) {
  ASSERT_TRUE(push("digest"));
  EXPECT_TRUE(pushed.find("digest", "app", kEnd - Milliseconds(1)));
  EXPECT_FALSE(pushed.find("digest", "app", kEnd));
  EXPECT_FALSE(pushed.visit("digest", "app", kEnd + hours(1), kEnd));
  EXPECT_FALSE(pushed.complete("digest", kEnd));
}

TEST_P(Pushing, WhatWasBegunIsKeptAndNotBegunAgain) {
  ASSERT_TRUE(push("digest"));
  ASSERT_TRUE(pushed.visit("digest", "app", kNow + hours(1), kNow));
  ASSERT_TRUE(pushed.visit("digest", "app", kNow + minutes(5), kNow)) << "and is not kept shorter for it";
  EXPECT_FALSE(pushed.visit("digest", "app", kNow + hours(2), kEnd));
  EXPECT_TRUE(pushed.find("digest", "app", kNow + hours(1) - Milliseconds(1)));
  EXPECT_FALSE(pushed.find("digest", "app", kNow + hours(1)));
  EXPECT_FALSE(pushed.complete("digest", kNow + hours(1)));
  EXPECT_TRUE(pushed.complete("digest", kNow + hours(1) - Milliseconds(1)));
}

TEST_P(Pushing, AClientHasOnlySoManyAlive) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(push(std::to_string(i), "app", 3));
  }
  EXPECT_FALSE(push("one more", "app", 3));
  EXPECT_FALSE(pushed.find("one more", "app", kNow));
  EXPECT_TRUE(push("another client's", "other", 3));
  ASSERT_TRUE(pushed.complete("0", kNow));
  EXPECT_TRUE(push("room again", "app", 3));
  EXPECT_TRUE(push("later", "app", 3, kEnd));
}

}  // namespace
}  // namespace signet::contract
