#include "crypto/digest.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "base/base64url.h"
#include "crypto/constant_time.h"

namespace signet::crypto {
namespace {

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

// [FIPS180-4] The examples "", "abc" and a million times "a".
TEST(Digest, PublishedExamples) {
  EXPECT_EQ(hex(sha256_bytes("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256_bytes("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256_bytes(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  EXPECT_EQ(
      hex(sha2_bytes(384, "abc")),
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7");
  EXPECT_EQ(hex(sha2_bytes(512, "abc")),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd"
            "454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_ANY_THROW((void)sha2_bytes(1, "abc"));
  EXPECT_EQ(ERR_peek_error(), 0U);
}

TEST(Digest, ItsFormsAgree) {
  const Sha256 raw = sha256("abc");
  EXPECT_EQ(std::string(raw.begin(), raw.end()), sha256_bytes("abc"));
  EXPECT_EQ(sha256_bytes("abc"), sha2_bytes(256, "abc"));
  EXPECT_EQ(sha256_base64url("abc"), base64url_encode(sha256_bytes("abc")));
  EXPECT_EQ(sha256_base64url("abc").size(), 43U);
}

// [RFC4231 §4.2] [RFC4231 §4.3] [RFC4231 §4.7]
TEST(Hmac, PublishedExamples) {
  EXPECT_EQ(hex(hmac_sha256(Secret(std::string(20, '\x0b')), "Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(hmac_sha256(Secret("Jefe"), "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(Secret(std::string(131, '\xaa')),
                            "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  EXPECT_EQ(hex(hmac_sha256(Secret(), "")),
            "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// [RFC4231 §4.3]
TEST(Hmac, PublishedExamplesOfTheLongerHashes) {
  constexpr std::string_view kText = "what do ya want for nothing?";
  EXPECT_EQ(hmac_sha2(256, Secret("Jefe"), kText), hmac_sha256(Secret("Jefe"), kText));
  EXPECT_EQ(hex(hmac_sha2(384, Secret("Jefe"), kText)),
            "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649");
  EXPECT_EQ(hex(hmac_sha2(512, Secret("Jefe"), kText)),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

// [RFC5869 §A.3]
TEST(Hkdf, PublishedExampleWithoutSaltAndInfo) {
  EXPECT_EQ(hex(hkdf_sha256(Secret(std::string(22, '\x0b')), "", 42).reveal()),
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

TEST(Hkdf, EveryPurposeHasItsOwnKey) {
  const Secret key(std::string(32, 'k'));
  EXPECT_NE(hkdf_sha256(key, "one").reveal(), hkdf_sha256(key, "two").reveal());
  EXPECT_NE(hkdf_sha256(key, "one").reveal(), hkdf_sha256(Secret(std::string(32, 'j')), "one").reveal());
  EXPECT_EQ(hkdf_sha256(key, "one").reveal(), hkdf_sha256(key, "one").reveal());
  EXPECT_EQ(hkdf_sha256(key, "one").size(), 32U);
}

TEST(Digest, ThreadsDoNotDisturbEachOther) {
  const std::string expected = sha256_bytes("abc");
  std::vector<std::thread> threads;
  std::atomic<int> wrong = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int round = 0; round < 200; ++round) {
        wrong += sha256_bytes("abc") == expected ? 0 : 1;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_EQ(wrong, 0);
}

// [R-TM-1]
TEST(ConstantTime, EqualMeansEveryByte) {
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("xbc", "abc"));
  EXPECT_FALSE(equal_in_constant_time("abc", "ab"));
  EXPECT_FALSE(equal_in_constant_time("", "a"));
  EXPECT_FALSE(equal_in_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

}  // namespace
}  // namespace signet::crypto
