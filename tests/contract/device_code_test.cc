// A device waits, one person decides, one poll finds out. [RFC8628 §3.5] [R-DB-1] [R-DOS-6]
#include <atomic>

#include "contract/people.h"
#include "contract/stores.h"

namespace signet::contract {
namespace {

using Poll = tokens::DeviceCodeStore::Poll;

tokens::WaitingDevice device(const std::string& name, const std::string& client_id = "tv") {
  return {"device-" + name, "user-" + name, client_id, *protocol::ScopeSet::parse("openid email"), seconds(5), kNow, kNow + minutes(10)};
}

tokens::Authorization allowed(const std::string& sub, const std::string& client_id = "tv") {
  return family("f", sub, client_id).authorization;
}

class Devices : public Contract {
 protected:
  tokens::DeviceCodeStore& devices = stores.device_codes();
  void add(const std::string& name) { ASSERT_TRUE(devices.create(device(name), 100, kNow)); }
  Poll poll(const std::string& name, Time now) { return devices.poll("device-" + name, "tv", now).outcome; }
};
INSTANTIATE_TEST_SUITE_P(Stores, Devices, every_kind(), name_of);

TEST_P(Devices, AreFoundByTheirUserCodeUntilTheyExpire) {
  add("a");
  const auto found = devices.find("user-a", kNow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->device_code_digest, "device-a");
  EXPECT_EQ(found->user_code_digest, "user-a");
  EXPECT_EQ(found->client_id, "tv");
  EXPECT_EQ(found->scope.text(), "openid email");
  EXPECT_EQ(found->poll_interval, seconds(5));
  EXPECT_EQ(found->created_at, kNow);
  EXPECT_EQ(found->expires_at, kNow + minutes(10));
  EXPECT_TRUE(devices.find("user-a", kNow + minutes(10) - Milliseconds(1)));
  EXPECT_FALSE(devices.find("user-a", kNow + minutes(10)));
  EXPECT_FALSE(devices.find("user-b", kNow));
}

TEST_P(Devices, EachCodeIsOneDevices) {
  add("a");
  auto same_user_code = device("b");
  same_user_code.user_code_digest = "user-a";
  EXPECT_FALSE(devices.create(same_user_code, 100, kNow));
  auto same_device_code = device("c");
  same_device_code.device_code_digest = "device-a";
  EXPECT_FALSE(devices.create(same_device_code, 100, kNow));
  EXPECT_EQ(devices.find("user-a", kNow)->device_code_digest, "device-a");
}

TEST_P(Devices, NoMoreWaitThanMay) {
  EXPECT_TRUE(devices.create(device("a"), 2, kNow));
  EXPECT_TRUE(devices.create(device("b"), 2, kNow));
  EXPECT_FALSE(devices.create(device("c"), 2, kNow));
  auto later = device("d");
  later.expires_at = kNow + minutes(20);
  EXPECT_TRUE(devices.create(later, 2, kNow + minutes(10))) << "the expired wait no more";
}

TEST_P(Devices, AnApprovedDeviceLearnsWhatWasAllowed) {
  add("a");
  EXPECT_EQ(poll("a", kNow), Poll::pending);
  auto given = allowed("alice");
  given.acr = "1";
  given.auth_time_required = true;
  EXPECT_TRUE(devices.approve("user-a", given, kNow + seconds(1)));
  EXPECT_FALSE(devices.find("user-a", kNow + seconds(1))) << "nobody else can decide";
  const auto polled = devices.poll("device-a", "tv", kNow + seconds(5));
  EXPECT_EQ(polled.outcome, Poll::approved);
  ASSERT_TRUE(polled.authorization);
  EXPECT_EQ(to_json(*polled.authorization), to_json(given));
  EXPECT_EQ(polled.expires_at, kNow + minutes(10));
}

TEST_P(Devices, ADeniedDeviceStaysDenied) {
  add("a");
  EXPECT_TRUE(devices.deny("user-a", kNow));
  EXPECT_FALSE(devices.deny("user-a", kNow));
  EXPECT_FALSE(devices.approve("user-a", allowed("alice"), kNow));
  EXPECT_EQ(poll("a", kNow), Poll::denied);
  EXPECT_EQ(poll("a", kNow + seconds(5)), Poll::denied);
}

TEST_P(Devices, AreApprovedForTheirOwnClientOnly) {
  add("a");
  EXPECT_FALSE(devices.approve("user-a", allowed("alice", "other"), kNow));
  EXPECT_EQ(poll("a", kNow), Poll::pending);
}

TEST_P(Devices, NothingIsDecidedAtTheVeryInstantOfExpiry) {
  add("a");
  const Time end = kNow + minutes(10);
  EXPECT_FALSE(devices.approve("user-a", allowed("alice"), end));
  EXPECT_FALSE(devices.deny("user-a", end));
  EXPECT_EQ(poll("a", end - Milliseconds(1)), Poll::pending);
  EXPECT_EQ(poll("a", end), Poll::expired);
}

TEST_P(Devices, AnApprovalExpiresToo) {
  add("a");
  ASSERT_TRUE(devices.approve("user-a", allowed("alice"), kNow));
  EXPECT_EQ(poll("a", kNow + minutes(10)), Poll::expired);
}

TEST_P(Devices, UnknownAndAnotherClientsCodesAreTheSame) {
  add("a");
  EXPECT_EQ(poll("b", kNow), Poll::unknown);
  EXPECT_EQ(devices.poll("device-a", "other", kNow).outcome, Poll::unknown);
  EXPECT_EQ(devices.poll("device-a", "other", kNow + minutes(10)).outcome, Poll::unknown);
  EXPECT_EQ(poll("a", kNow), Poll::pending) << "others do not slow it down";
}

TEST_P(Devices, WhoAsksTooSoonWaitsFiveSecondsLongerFromThenOn) {
  add("a");
  EXPECT_EQ(poll("a", kNow), Poll::pending);
  EXPECT_EQ(poll("a", kNow + seconds(5) - Milliseconds(1)), Poll::too_soon);  // now 10 s
  EXPECT_EQ(poll("a", kNow + seconds(10) - Milliseconds(1)), Poll::too_soon);  // now 15 s
  EXPECT_EQ(poll("a", kNow + seconds(15)), Poll::pending);
  EXPECT_EQ(poll("a", kNow + seconds(30) - Milliseconds(1)), Poll::too_soon);
}

TEST_P(Devices, OfSixteenDecisionsOneStands) {
  for (int round = 0; round < 10; ++round) {
    const std::string name = std::to_string(round);
    add(name);
    std::atomic<int> approved{0}, denied{0};
    race([&](int i) {
      if (i % 2 == 0) {
        approved += devices.approve("user-" + name, allowed("person-" + std::to_string(i)), kNow);
      } else {
        denied += devices.deny("user-" + name, kNow);
      }
    });
    EXPECT_EQ(approved + denied, 1);
    EXPECT_EQ(poll(name, kNow), approved == 1 ? Poll::approved : Poll::denied);
  }
}

TEST_P(Devices, OfSixteenPollsOneIsAnsweredAndOneFamilyIsBorn) {
  ASSERT_TRUE(stores.accounts().create(account("alice")));
  for (int round = 0; round < 10; ++round) {
    const std::string name = std::to_string(round);
    add(name);
    ASSERT_TRUE(devices.approve("user-" + name, allowed("alice"), kNow));
    std::atomic<int> approved{0}, too_soon{0}, redeemed{0};
    race([&](int i) {
      const auto polled = devices.poll("device-" + name, "tv", kNow);
      too_soon += polled.outcome == Poll::too_soon;
      if (polled.outcome == Poll::approved) {
        ++approved;
        const auto mine = family("f-" + name + "-" + std::to_string(i), "alice", "tv");
        redeemed += stores.families().redeem_code("device-" + name, polled.expires_at, mine, kNow).outcome ==
                    tokens::FamilyStore::Redemption::redeemed;
        EXPECT_TRUE(stores.families().find(mine.family_id, kNow)) << "the one who was told lost it again";
      }
    });
    EXPECT_EQ(approved, 1);
    EXPECT_EQ(redeemed, 1);
    EXPECT_EQ(too_soon, 15);
  }
}

tokens::WaitingDevice asked_for(const std::string& name, const std::string& sub, const std::string& notification) {
  auto waiting = device(name);
  waiting.sub = sub;
  waiting.binding_message = "W4SCT";
  waiting.notification = notification;
  return waiting;
}

TEST_P(Devices, WhoIsMeantAloneDecides) {  // [OIDC.CIBA §7.1]
  ASSERT_TRUE(devices.create(asked_for("a", "alice", ""), 100, kNow));
  const auto found = devices.find("user-a", kNow);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->sub, "alice");
  EXPECT_EQ(found->binding_message, "W4SCT");
  EXPECT_FALSE(devices.approve("user-a", allowed("bob"), kNow));
  EXPECT_EQ(poll("a", kNow + seconds(10)), Poll::pending);
  EXPECT_TRUE(devices.approve("user-a", allowed("alice"), kNow));
  EXPECT_FALSE(devices.next_notice()) << "nobody wants to be told";
}

TEST_P(Devices, ADecisionIsToldUntilItIsSettled) {  // [OIDC.CIBA §10.2]
  ASSERT_TRUE(devices.create(asked_for("a", "alice", "sealed-a"), 100, kNow));
  ASSERT_TRUE(devices.create(asked_for("b", "alice", "sealed-b"), 100, kNow));
  EXPECT_FALSE(devices.next_notice()) << "nothing is decided";
  ASSERT_TRUE(devices.approve("user-a", allowed("alice"), kNow + seconds(1)));
  ASSERT_TRUE(devices.deny("user-b", kNow + seconds(2)));
  EXPECT_EQ(devices.next_notice(), kNow + seconds(1));
  EXPECT_TRUE(devices.take_notices(kNow, kNow + seconds(30), 8).empty());
  const auto taken = devices.take_notices(kNow + seconds(5), kNow + seconds(30), 1);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].device_code_digest, "device-a");
  EXPECT_EQ(taken[0].client_id, "tv");
  EXPECT_EQ(taken[0].notification, "sealed-a");
  EXPECT_EQ(taken[0].attempts, 0);
  EXPECT_EQ(taken[0].expires_at, kNow + minutes(10));
  EXPECT_EQ(devices.next_notice(), kNow + seconds(2)) << "the other one";
  devices.settle_notice("device-a", kNow + seconds(60));
  devices.settle_notice("device-b", std::nullopt);
  EXPECT_EQ(devices.next_notice(), kNow + seconds(60));
  const auto again = devices.take_notices(kNow + seconds(60), kNow + seconds(90), 8);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 1);
  devices.settle_notice("device-a", std::nullopt);
  EXPECT_FALSE(devices.next_notice());
}

TEST_P(Devices, EachNoticeIsGivenToOne) {  // [R-DB-1]
  for (int i = 0; i < 8; ++i) {
    const std::string name = std::to_string(i);
    ASSERT_TRUE(devices.create(asked_for(name, "alice", "sealed"), 100, kNow));
    ASSERT_TRUE(devices.approve("user-" + name, allowed("alice"), kNow));
  }
  std::atomic<int> given{0};
  race([&](int) { given += static_cast<int>(devices.take_notices(kNow, kNow + seconds(30), 8).size()); }, 4);
  given += static_cast<int>(devices.take_notices(kNow, kNow + seconds(30), 8).size());  // what was locked meanwhile
  EXPECT_EQ(given, 8);
}

}  // namespace
}  // namespace signet::contract
