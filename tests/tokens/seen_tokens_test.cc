#include "tokens/seen_tokens.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "tokens/access_token.h"

namespace signet::tokens {
namespace {

std::shared_ptr<const keys::KeyRing> ring() { return std::make_shared<const keys::KeyRing>(1, std::vector<keys::KeyRing::Entry>()); }

std::shared_ptr<const AccessToken> token(const std::string& jti) {
  AccessToken made;
  made.jti = jti;
  return std::make_shared<const AccessToken>(std::move(made));
}

TEST(SeenTokens, AreFoundByTheirWholeText) {
  SeenTokens seen;
  const auto keys = ring();
  EXPECT_EQ(seen.find(SeenTokens::name_of("a"), keys), nullptr);
  seen.remember(SeenTokens::name_of("a"), keys, token("a"));
  ASSERT_NE(seen.find(SeenTokens::name_of("a"), keys), nullptr);
  EXPECT_EQ(seen.find(SeenTokens::name_of("a"), keys)->jti, "a");
  EXPECT_EQ(seen.find(SeenTokens::name_of("a "), keys), nullptr);
}

// A key that is retired in an emergency takes the tokens of its past along.
TEST(SeenTokens, AreForgottenWithTheKeys) {
  SeenTokens seen;
  const auto old_keys = ring();
  const auto new_keys = ring();
  seen.remember(SeenTokens::name_of("a"), old_keys, token("a"));
  EXPECT_EQ(seen.find(SeenTokens::name_of("a"), new_keys), nullptr);
  for (int i = 0; i < 100; ++i) {  // enough for every shard
    seen.remember(SeenTokens::name_of(std::to_string(i)), new_keys, token("b"));
  }
  EXPECT_EQ(seen.find(SeenTokens::name_of("a"), new_keys), nullptr);
  EXPECT_EQ(seen.find(SeenTokens::name_of("a"), old_keys), nullptr);
  EXPECT_NE(seen.find(SeenTokens::name_of("7"), new_keys), nullptr);
}

TEST(SeenTokens, AreBoundedAndTheOnesInUseStay) {  // [R-DOS-9]
  SeenTokens seen;
  const auto keys = ring();
  const auto in_use = SeenTokens::name_of("in use");
  seen.remember(in_use, keys, token("in use"));
  const int many = static_cast<int>(4 * SeenTokens::kCapacity);
  for (int i = 0; i < many; ++i) {
    seen.remember(SeenTokens::name_of(std::to_string(i)), keys, token("x"));
    ASSERT_NE(seen.find(in_use, keys), nullptr) << i;
  }
  std::size_t kept = 0;
  for (int i = 0; i < many; ++i) {
    kept += seen.find(SeenTokens::name_of(std::to_string(i)), keys) != nullptr ? 1 : 0;
  }
  EXPECT_LE(kept, 2 * SeenTokens::kCapacity);
  EXPECT_GE(kept, SeenTokens::kCapacity / 2);
}

TEST(SeenTokens, ManyThreadsMayAskAndTell) {
  SeenTokens seen;
  const auto keys = ring();
  const auto other_keys = ring();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      for (int j = 0; j < 2000; ++j) {
        const std::string text = std::to_string(j % 50);
        const auto& mine = i == 0 ? other_keys : keys;
        const auto found = seen.find(SeenTokens::name_of(text), mine);
        EXPECT_TRUE(found == nullptr || found->jti == text);
        seen.remember(SeenTokens::name_of(text), mine, token(text));
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
}

}  // namespace
}  // namespace signet::tokens
