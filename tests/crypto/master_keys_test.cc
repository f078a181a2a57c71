#include "crypto/master_keys.h"

#include <set>

#include <gtest/gtest.h>

#include "base/base64url.h"

namespace signet::crypto {
namespace {

std::string key_text(char filler) { return base64url_encode(std::string(32, filler)); }

TEST(MasterKeys, TheFirstSeals) {
  const auto keys = MasterKeys::parse(key_text('a') + '\n' + key_text('b'));
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->all().size(), 2U);
  EXPECT_EQ(keys->sealing().bytes.reveal(), std::string(32, 'a'));
  EXPECT_EQ(keys->all()[1].bytes.reveal(), std::string(32, 'b'));
}

TEST(MasterKeys, LinesAndCommasSeparate) {
  for (const char* separator : {"\n", "\r\n", ",", " , ", ",\n", "\n\n\n", "\t\n \t"}) {
    const auto keys = MasterKeys::parse('\n' + key_text('a') + separator + key_text('b') + "  \n");
    ASSERT_TRUE(keys) << keys.error();
    EXPECT_EQ(keys->all().size(), 2U);
  }
}

TEST(MasterKeys, IdsAreStableShortAndSayNothing) {
  std::set<std::string> ids;
  for (const char filler : {'a', 'b', 'c'}) {
    const auto keys = MasterKeys::parse(key_text(filler));
    ASSERT_TRUE(keys);
    EXPECT_EQ(keys->sealing().id.size(), 8U);
    EXPECT_EQ(key_text(filler).find(keys->sealing().id), std::string::npos);
    EXPECT_EQ(keys->sealing().id, MasterKeys::parse(key_text(filler))->sealing().id);
    ids.insert(keys->sealing().id);
  }
  EXPECT_EQ(ids.size(), 3U);
}

TEST(MasterKeys, WhatIsNoKeyIsRefusedWithoutBeingRepeated) {
  const std::string short_key = base64url_encode(std::string(31, 's'));
  for (const std::string& text :
       {std::string(), std::string(" \n,\r\n "), std::string("secret"), short_key,
        base64url_encode(std::string(33, 's')), key_text('a') + '=', key_text('a') + "\nsecret",
        key_text('a').substr(1), key_text('a') + ' ' + key_text('b')}) {
    const auto keys = MasterKeys::parse(text);
    ASSERT_FALSE(keys) << text;
    EXPECT_NE(keys.error().find("generate-master"), std::string::npos);
    EXPECT_EQ(keys.error().find("secret"), std::string::npos);
    EXPECT_EQ(keys.error().find(short_key), std::string::npos);
  }
}

}  // namespace
}  // namespace signet::crypto
