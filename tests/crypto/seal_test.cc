#include "crypto/seal.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/base64url.h"
#include "crypto/random.h"

namespace signet::crypto {
namespace {

MasterKeys keys_of(std::initializer_list<char> fillers) {
  std::string text;
  for (const char filler : fillers) {
    text += base64url_encode(std::string(32, filler)) + '\n';
  }
  return std::move(MasterKeys::parse(text).value());
}

class SealTest : public ::testing::Test {
 protected:
  ~SealTest() override { EXPECT_EQ(ERR_peek_error(), 0U); }  // [S-J15]
  SystemRandom random_;
  Sealer sealer_{keys_of({'a'}), "test"};
};

TEST_F(SealTest, OpensWhatItSealed) {
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string("a\0b", 3), std::string(100000, 'y')}) {
    for (const char* context : {"", "row 7", "a\nb"}) {
      const std::string box = sealer_.seal(plain, context, random_);
      EXPECT_EQ(sealer_.open(box, context), plain);
    }
  }
  EXPECT_EQ(sealer_.open(sealer_.seal(std::string_view(), {}, random_), {}), "");
}

TEST_F(SealTest, NoBoxIsLikeAnother) {
  EXPECT_NE(sealer_.seal("x", "", random_), sealer_.seal("x", "", random_));
}

TEST_F(SealTest, ABoxNamesItsKeyAndIsAsShortAsItGets) {
  const std::string box = sealer_.seal("12345", "", random_);
  EXPECT_TRUE(box.starts_with(keys_of({'a'}).sealing().id + '.'));
  EXPECT_EQ(box.size(), 9 + (12 + 5 + 16) * 4 / 3);
}

// [R-TK-5] [R-JW-7] Every change of every character, every cut and every addition.
TEST_F(SealTest, OpensNothingElse) {
  const std::string box = sealer_.seal("plain", "context", random_);
  for (std::size_t i = 0; i < box.size(); ++i) {
    for (const char c : {'A', 'B', '_', '.', '=', '\0', '\n', '\xff'}) {
      std::string changed = box;
      if (changed[i] != c) {
        changed[i] = c;
        EXPECT_FALSE(sealer_.open(changed, "context")) << i;
      }
    }
    EXPECT_FALSE(sealer_.open(box.substr(0, i), "context"));
    EXPECT_FALSE(sealer_.open(box.substr(i + 1), "context"));
  }
  for (const char* more : {"A", "=", "==", "\n", ".", ".A"}) {
    EXPECT_FALSE(sealer_.open(box + more, "context")) << more;
    EXPECT_FALSE(sealer_.open(more + box, "context")) << more;
  }
}

TEST_F(SealTest, PurposeContextAndKeyAreBound) {
  const std::string box = sealer_.seal("plain", "context", random_);
  for (const char* context : {"", "Context", "context ", "contex", "test\ncontext"}) {
    EXPECT_FALSE(sealer_.open(box, context)) << context;
  }
  EXPECT_FALSE(Sealer(keys_of({'a'}), "other").open(box, "context"));
  EXPECT_FALSE(Sealer(keys_of({'b'}), "test").open(box, "context"));
  // The same box under the name of another key that is known, too.
  const Sealer both(keys_of({'b', 'a'}), "test");
  EXPECT_EQ(both.open(box, "context"), "plain");
  EXPECT_FALSE(both.open(keys_of({'b'}).sealing().id + box.substr(8), "context"));
}

TEST_F(SealTest, WhileOneKeyReplacesAnotherBothOpen) {
  const Sealer moving(keys_of({'b', 'a'}), "test");
  EXPECT_EQ(moving.open(sealer_.seal("old", "", random_), ""), "old");
  const std::string fresh = moving.seal("new", "", random_);
  EXPECT_TRUE(fresh.starts_with(keys_of({'b'}).sealing().id));
  EXPECT_EQ(Sealer(keys_of({'b'}), "test").open(fresh, ""), "new");
  EXPECT_FALSE(sealer_.open(fresh, ""));
}

class NoRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t>) override { throw std::runtime_error("no entropy"); }
};

// [F-41]
TEST_F(SealTest, WithoutRandomnessNothingIsSealed) {
  NoRandom broken;
  EXPECT_ANY_THROW((void)sealer_.seal("x", "", broken));
}

TEST(Authenticator, VerifiesItsOwnTagsAndNoOthers) {
  const Authenticator one(keys_of({'a'}), "test");
  const auto tag = one.authenticate("bytes");
  EXPECT_EQ(tag.mac.size(), 32U);
  EXPECT_TRUE(one.verify(tag.key_id, "bytes", tag.mac));
  EXPECT_FALSE(one.verify(tag.key_id, "Bytes", tag.mac));
  EXPECT_FALSE(one.verify(tag.key_id, "bytes", tag.mac.substr(1)));
  EXPECT_FALSE(one.verify(tag.key_id, "bytes", ""));
  EXPECT_FALSE(one.verify("", "bytes", tag.mac));
  EXPECT_FALSE(one.verify("unknown", "bytes", tag.mac));
  EXPECT_FALSE(Authenticator(keys_of({'a'}), "other").verify(tag.key_id, "bytes", tag.mac));
  EXPECT_FALSE(Authenticator(keys_of({'b'}), "test").verify(tag.key_id, "bytes", tag.mac));
}

TEST(Authenticator, SuccessorsMayStayUnderTheKeyOfTheirParent) {
  const Authenticator old(keys_of({'a'}), "test");
  const Authenticator moving(keys_of({'b', 'a'}), "test");
  const auto parent = old.authenticate("parent");
  EXPECT_TRUE(moving.verify(parent.key_id, "parent", parent.mac));
  EXPECT_NE(moving.authenticate("parent").key_id, parent.key_id);
  EXPECT_EQ(moving.mac_under(parent.key_id, "child"), old.authenticate("child").mac);
  EXPECT_FALSE(old.mac_under(moving.authenticate("x").key_id, "child"));
}

// A sealer and an authenticator of one purpose share no key.
TEST(Authenticator, IsNoSealer) {
  const Authenticator mac(keys_of({'a'}), "seal test");
  const Authenticator other(keys_of({'a'}), "test");
  EXPECT_NE(mac.authenticate("x").mac, other.authenticate("x").mac);
}

TEST(SystemRandom, FillsEverythingDifferently) {
  SystemRandom random;
  EXPECT_NE(random_bytes(random, 32), random_bytes(random, 32));
  EXPECT_EQ(random_bytes(random, 0), "");
}

}  // namespace
}  // namespace signet::crypto
