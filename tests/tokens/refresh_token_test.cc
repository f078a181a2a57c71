#include "tokens/refresh_token.h"

#include <gtest/gtest.h>

#include "base/base64url.h"

namespace signet::tokens {
namespace {

crypto::MasterKeys keys(std::initializer_list<char> seeds) {
  std::string text;
  for (const char seed : seeds) {
    text += base64url_encode(std::string(32, seed)) + "\n";
  }
  return crypto::MasterKeys::parse(text).value();
}

const std::string kFamily = base64url_encode(std::string(16, 'f'));
const std::string kSecret(32, 's');

TEST(RefreshTokens, CarryWhatTheyProve) {  // [R-RT-1]
  const RefreshTokens tokens(keys({'a'}));
  const auto token = tokens.open(tokens.first(kFamily, kSecret));
  ASSERT_TRUE(token);
  EXPECT_EQ(token->family_id, kFamily);
  EXPECT_EQ(token->generation, 0);
  EXPECT_EQ(token->secret, kSecret);
  EXPECT_EQ(token->secret_digest().size(), 43u);
}

TEST(RefreshTokens, SuccessorIsTheSameForTheSameParent) {  // [R-RT-5]
  const RefreshTokens tokens(keys({'a'}));
  const auto parent = tokens.open(tokens.first(kFamily, kSecret)).value();
  EXPECT_EQ(tokens.successor(parent), tokens.successor(parent));
  EXPECT_EQ(tokens.open(tokens.successor(parent))->generation, 1);
}

TEST(RefreshTokens, SuccessorStaysUnderItsParentsMasterKey) {
  const RefreshTokens before(keys({'a'}));
  const auto parent = before.open(before.first(kFamily, kSecret)).value();
  const RefreshTokens after(keys({'b', 'a'}));  // b is the newest now; a still opens
  EXPECT_EQ(after.successor(parent), before.successor(parent));
  EXPECT_NE(after.open(after.first(kFamily, kSecret))->key_id, parent.key_id);
  EXPECT_FALSE(RefreshTokens(keys({'b'})).open(before.first(kFamily, kSecret)));
}

TEST(RefreshTokens, EveryChangedCharacterIsRefused) {  // [R-TK-5] [S-J13]
  const RefreshTokens tokens(keys({'a'}));
  const std::string good = tokens.first(kFamily, kSecret);
  for (std::size_t at = 0; at < good.size(); ++at) {
    for (const char other : {'A', 'b', '.', '=', ' '}) {
      std::string changed = good;
      changed[at] = other;
      EXPECT_EQ(tokens.open(changed).has_value(), changed == good) << at << other;
    }
  }
  EXPECT_FALSE(tokens.open(good + "A"));
  EXPECT_FALSE(tokens.open(good.substr(0, good.size() - 1)));
  EXPECT_FALSE(tokens.open(""));
  EXPECT_FALSE(tokens.open("."));
}

TEST(RefreshTokens, LookRandomEnough) {  // [GE-01] [GE-02]
  const RefreshTokens tokens(keys({'a'}));
  const std::string token = tokens.first(kFamily, kSecret);
  EXPECT_GE(token.size(), 100u);
  EXPECT_LE(token.size(), 200u);
}

}  // namespace
}  // namespace signet::tokens
