#include "accounts/login.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/counting_random.h"
#include "support/fake_account_store.h"
#include "support/fake_event_store.h"

namespace signet::accounts {
namespace {

using protocol::Reason;

const Time kNow = from_epoch_seconds(1'700'000'000);
constexpr crypto::Argon2Params kCheap{.memory_kib = 64, .iterations = 1, .lanes = 1};
constexpr const char* kPassword = "correct horse battery staple";

class LoginTest : public ::testing::Test {
 protected:
  LoginTest() {
    add("alice", "Alice@example.test", crypto::hash_password(Secret(kPassword), kCheap, random_));
  }

  void add(const char* sub, const char* email, std::string hash, bool disabled = false) {
    EXPECT_TRUE(accounts_.create({.sub = sub,
                                  .email = email,
                                  .email_verified = true,
                                  .disabled = disabled,
                                  .password_hash = std::move(hash),
                                  .claims = "{}",
                                  .roles = {},
                                  .created_at = kNow,
                                  .updated_at = kNow}));
  }
  // The sub of who signed in, or the name of the refusal.
  std::string sign_in(const std::string& email, std::string_view password, Time now = kNow,
                      bool known = false) {
    const auto result = login_.attempt({email, Secret(password), "192.0.2.1", known}, now);
    return result ? result->sub : std::string(protocol::name_of(result.error().reason));
  }
  std::string stored_hash(const char* sub) { return accounts_.find(sub)->password_hash; }

  testing::FakeAccountStore accounts_;
  testing::FakeFailureStore failures_;
  testing::CountingRandom random_;
  testing::FakeEventStore audit_;
  Login login_{accounts_, failures_, audit_, kCheap, random_};
};

TEST_F(LoginTest, TheRightPasswordSignsIn) {
  EXPECT_EQ(sign_in("alice@example.test", kPassword), "alice");
  EXPECT_EQ(sign_in(" ALICE@EXAMPLE.TEST ", kPassword), "alice") << "as people type it on a phone";
}

TEST_F(LoginTest, EveryWrongPairGetsOneAnswer) {  // [R-LG-7]
  add("dora", "dora@example.test", crypto::hash_password(Secret(kPassword), kCheap, random_),
      /*disabled=*/true);
  add("nora", "nora@example.test", "");
  add("odd", "odd@example.test", "$1$weak$hash");
  const std::pair<std::string, std::string> wrong[] = {
      {"alice@example.test", "correct horse battery stapler"},
      {"alice@example.test", ""},
      {"alice@example.test", std::string(1024, 'p')},
      {"alice@example.test", std::string(1025, 'p')},
      {"alice@example.test", std::string("correct horse battery staple\0", 29)},
      {"nobody@example.test", kPassword},
      {"", kPassword},
      {"alice", kPassword},
      {"not an address", kPassword},
      {"\xFF", kPassword},
      {std::string(100000, 'a') + "@b", kPassword},
      {"dora@example.test", kPassword},
      {"dora@example.test", "wrong"},
      {"nora@example.test", ""},
      {"nora@example.test", kPassword},
      {"odd@example.test", kPassword},
  };
  for (const auto& [email, password] : wrong) {
    const auto result = login_.attempt({email, Secret(password), "192.0.2.1", false}, kNow);
    ASSERT_FALSE(result) << email;
    EXPECT_EQ(result.error().reason, Reason::credentials_wrong) << email;
    EXPECT_EQ(result.error().retry_after, Seconds(0)) << email;
  }
}

TEST_F(LoginTest, UnknownPeopleAreSlowedLikeKnownOnes) {  // [R-LG-7]
  for (const char* email : {"alice@example.test", "nobody@example.test", "not an address"}) {
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(sign_in(email, "wrong"), "credentials_wrong");
    }
    EXPECT_EQ(sign_in(email, kPassword), "too_many_failures") << email;
    EXPECT_EQ(sign_in(ascii_lower(email) + " ", kPassword), "too_many_failures")
        << "another spelling, the same account";
  }
}

TEST_F(LoginTest, SpellingsOfOneAddressShareOneCounter) {  // [R-LG-6]
  for (const char* email : {"alice@example.test", "ALICE@example.test", "Alice@Example.Test",
                            " alice@example.test", "aLiCe@example.test"}) {
    EXPECT_EQ(sign_in(email, "wrong"), "credentials_wrong");
  }
  EXPECT_EQ(sign_in("alice@EXAMPLE.test", kPassword), "too_many_failures");
}

TEST_F(LoginTest, WaitingAsToldIsEnough) {
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(sign_in("alice@example.test", "wrong"), "credentials_wrong");
  }
  const auto refused = login_.attempt({"alice@example.test", Secret(kPassword), "192.0.2.1", false}, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().retry_after, Seconds(1));
  EXPECT_EQ(sign_in("alice@example.test", kPassword, kNow + refused.error().retry_after), "alice");
  EXPECT_EQ(sign_in("alice@example.test", "wrong", kNow + Seconds(1)), "credentials_wrong")
      << "success cleared the count";
}

TEST_F(LoginTest, AKnownBrowserDoesNotPayForStrangers) {  // [R-LG-6]
  for (int i = 0; i < 6; ++i) {
    static_cast<void>(sign_in("alice@example.test", "wrong"));
  }
  EXPECT_EQ(sign_in("alice@example.test", kPassword), "too_many_failures");
  EXPECT_EQ(sign_in("alice@example.test", kPassword, kNow, /*known=*/true), "alice");
}

TEST_F(LoginTest, ARefusedAttemptReachesNeitherAccountNorHash) {  // [R-LG-7]
  class Untouchable final : public AccountStore {
   public:
    std::optional<Account> find(const std::string&) override { throw std::logic_error("touched"); }
    std::optional<Account> find_by_email(const std::string&) override { throw std::logic_error("touched"); }
    std::vector<Account> list(const std::string&, int) override { throw std::logic_error("touched"); }
    bool create(const Account&) override { throw std::logic_error("touched"); }
    Update update(const std::string&, const std::string&, bool, const std::string&, Time) override {
      throw std::logic_error("touched");
    }
    bool set_password(const std::string&, const std::string&, Time) override {
      throw std::logic_error("touched");
    }
    bool set_disabled(const std::string&, bool, Time) override { throw std::logic_error("touched"); }
    bool remove(const std::string&, Time) override { throw std::logic_error("touched"); }
    bool set_roles(const std::string&, const protocol::RoleSet&, const protocol::RoleSet&, Time) override {
      throw std::logic_error("touched");
    }
    void rehash(const std::string&, const std::string&, const std::string&) override {}
  } untouchable;
  for (int i = 0; i < 5; ++i) {
    static_cast<void>(sign_in("alice@example.test", "wrong"));
  }
  Login login(untouchable, failures_, audit_, kCheap, random_);
  const auto refused = login.attempt({"alice@example.test", Secret(kPassword), "192.0.2.1", false}, kNow);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, Reason::too_many_failures);
}

TEST_F(LoginTest, BcryptIsUpgradedAtLogin) {  // [R-PW-4]
  add("bert", "bert@example.test", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
  EXPECT_EQ(sign_in("bert@example.test", "U*U "), "credentials_wrong");
  EXPECT_TRUE(stored_hash("bert").starts_with("$2a$")) << "a wrong password changes nothing";
  EXPECT_EQ(sign_in("bert@example.test", "U*U"), "bert");
  EXPECT_TRUE(stored_hash("bert").starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
  EXPECT_EQ(sign_in("bert@example.test", "U*U"), "bert");
}

TEST_F(LoginTest, WeakerParametersAreUpgradedAtLogin) {  // [R-PW-4]
  Login dearer(accounts_, failures_, audit_, {.memory_kib = 128, .iterations = 2, .lanes = 1}, random_);
  ASSERT_TRUE(dearer.attempt({"alice@example.test", Secret(kPassword), "192.0.2.1", false}, kNow));
  const std::string upgraded = stored_hash("alice");
  EXPECT_TRUE(upgraded.starts_with("$argon2id$v=19$m=128,t=2,p=1$"));
  EXPECT_EQ(sign_in("alice@example.test", kPassword), "alice");
  EXPECT_EQ(stored_hash("alice"), upgraded) << "a stronger hash than today's is kept";
}

TEST_F(LoginTest, OneWordTypedOnTwoKeyboardsSignsIn) {  // [R-PW-2]
  add("zoe", "zoe@example.test",
      crypto::hash_password(Secret("caf\xC3\xA9 au lait, s'il vous pla\xC3\xAEt"), kCheap, random_));
  EXPECT_EQ(sign_in("zoe@example.test", "cafe\xCC\x81 au lait, s'il vous plai\xCC\x82t"), "zoe");
}

TEST_F(LoginTest, TheLastOf1024BytesMatters) {  // [R-PW-9]
  std::string longest(1024, 'p');
  add("max", "max@example.test", crypto::hash_password(Secret(longest), kCheap, random_));
  EXPECT_EQ(sign_in("max@example.test", longest), "max");
  EXPECT_EQ(sign_in("max@example.test", longest + "p"), "credentials_wrong");
  longest.back() = 'q';
  EXPECT_EQ(sign_in("max@example.test", longest), "credentials_wrong");
}

TEST_F(LoginTest, EachAttemptIsNotedWithItsReasonAndWithoutWhatWasTyped) {  // [R-AU-1]
  (void)login_.attempt({"alice@example.test", Secret("not the password"), "192.0.2.7", false}, kNow);
  (void)login_.attempt({"typed my password here@example.test", Secret("x"), "192.0.2.7", false}, kNow);
  (void)login_.attempt({"nobody@example.test", Secret("x"), "192.0.2.7", false}, kNow);
  (void)login_.attempt({"alice@example.test", Secret(kPassword), "192.0.2.8", false}, kNow);
  ASSERT_EQ(audit_.events.size(), 4U);
  EXPECT_EQ(audit_.events[0].kind, "password_refused");
  EXPECT_EQ(audit_.events[0].after, R"({"reason":"wrong_password"})");
  EXPECT_EQ(audit_.events[0].source, "192.0.2.7");
  EXPECT_FALSE(audit_.events[0].sub.empty());
  EXPECT_EQ(audit_.events[1].after, R"({"reason":"unknown_account"})");
  EXPECT_EQ(audit_.events[1].sub, "");
  EXPECT_EQ(audit_.events[2].after, audit_.events[1].after);
  EXPECT_EQ(audit_.events[3].kind, "password_accepted");
  EXPECT_EQ(audit_.events[3].sub, audit_.events[0].sub);
}

}  // namespace
}  // namespace signet::accounts
