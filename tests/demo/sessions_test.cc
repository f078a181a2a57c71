#include "demo/sessions.h"

#include <gtest/gtest.h>

#include "crypto/random.h"

namespace signet::demo {
namespace {

constexpr Time kNow{Seconds(1'800'000'000)};

Account named(const std::string& access_token) {
  Account account;
  account.access_token = access_token;
  return account;
}

TEST(Sessions, EndAtTheVeryInstantOfExpiry) {
  crypto::SystemRandom random;
  Sessions sessions;
  const std::string id = sessions.open(named("a"), random, kNow);
  EXPECT_TRUE(sessions.find(id, kNow + Sessions::kLifetime - Milliseconds(1)));
  EXPECT_FALSE(sessions.find(id, kNow + Sessions::kLifetime));
}

TEST(Sessions, TheOldestGivesWay) {
  crypto::SystemRandom random;
  Sessions sessions;
  const std::string oldest = sessions.open(named("oldest"), random, kNow);
  const std::string second = sessions.open(named("second"), random, kNow);
  for (std::size_t i = 2; i < Sessions::kMost; ++i) static_cast<void>(sessions.open({}, random, kNow));
  EXPECT_TRUE(sessions.find(oldest, kNow));
  static_cast<void>(sessions.open({}, random, kNow));
  EXPECT_FALSE(sessions.find(oldest, kNow));
  EXPECT_EQ(sessions.find(second, kNow)->access_token, "second");
}

TEST(Sessions, AClosedOneIsNotUpdatedIntoLife) {
  crypto::SystemRandom random;
  Sessions sessions;
  const std::string id = sessions.open(named("a"), random, kNow);
  sessions.update(id, named("b"));
  EXPECT_EQ(sessions.find(id, kNow)->access_token, "b");
  sessions.close(id);
  sessions.update(id, named("c"));
  EXPECT_FALSE(sessions.find(id, kNow));
  sessions.close(id);
}

}  // namespace
}  // namespace signet::demo
