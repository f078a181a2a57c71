// The two codes of a device: how they are made, and what of them is stored. [RFC8628 §3.2]
#include "tokens/device_codes.h"

#include <gtest/gtest.h>

#include "base/base64url.h"
#include "crypto/digest.h"
#include "crypto/random.h"
#include "support/fake_device_code_store.h"

namespace signet::tokens {
namespace {

constexpr Time kNow = Time(Seconds(1'800'000'000));

crypto::MasterKeys keys_of(const std::string& letters) {
  std::string text;
  for (const char letter : letters) text += (text.empty() ? "" : ",") + base64url_encode(std::string(32, letter));
  return crypto::MasterKeys::parse(text).value();
}

Authorization of_alice() {
  Authorization authorization;
  authorization.client_id = "tv";
  authorization.sub = "alice";
  return authorization;
}

class DeviceCodesTest : public ::testing::Test {
 protected:
  testing::FakeDeviceCodeStore store;
  crypto::SystemRandom random;
};

TEST_F(DeviceCodesTest, OnlyADigestAndAMacAreStored) {  // [R-ST-1]
  const DeviceCodes codes(keys_of("k"), store, random);
  const auto begun = codes.begin("tv", protocol::ScopeSet::parse("openid").value(), kNow).value();
  EXPECT_EQ(begun.device_code.size(), 43U);  // 256 bits [RFC8628 §5.2]
  const auto device = codes.find(begun.user_code, kNow);
  ASSERT_TRUE(device);
  EXPECT_EQ(device->client_id, "tv");
  EXPECT_EQ(device->scope.text(), "openid");
  EXPECT_EQ(device->device_code_digest, crypto::sha256_base64url(begun.device_code));
  // Whoever has the table can try all codes in a minute, unless a key is missing.
  EXPECT_NE(device->user_code_digest, crypto::sha256_base64url(begun.user_code));
  const DeviceCodes elsewhere(keys_of("x"), store, random);
  EXPECT_FALSE(elsewhere.find(begun.user_code, kNow));
}

TEST_F(DeviceCodesTest, ACodeOutlivesTheChangeOfTheMasterKey) {
  const auto begun = DeviceCodes(keys_of("k"), store, random).begin("tv", {}, kNow).value();
  const DeviceCodes renewed(keys_of("nk"), store, random);
  EXPECT_TRUE(renewed.find(begun.user_code, kNow));
  EXPECT_TRUE(renewed.approve(begun.user_code, of_alice(), kNow));
  EXPECT_EQ(renewed.poll(device_code_digest(begun.device_code), "tv", kNow).outcome, DeviceCodeStore::Poll::approved);
}

TEST_F(DeviceCodesTest, NoMoreWaitThanMay) {  // [R-DOS-6]
  const DeviceCodes codes(keys_of("k"), store, random, 2);
  EXPECT_TRUE(codes.begin("tv", {}, kNow));
  EXPECT_TRUE(codes.begin("tv", {}, kNow));
  EXPECT_FALSE(codes.begin("tv", {}, kNow));
  EXPECT_TRUE(codes.begin("tv", {}, kNow + DeviceCodes::kLifetime)) << "those before have expired";
}

}  // namespace
}  // namespace signet::tokens
