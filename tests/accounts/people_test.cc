#include "accounts/people.h"

#include <set>

#include <gtest/gtest.h>

#include "protocol/subject.h"
#include "support/counting_random.h"
#include "support/fake_account_store.h"

namespace signet::accounts {
namespace {

const Time kNow = from_epoch_seconds(1'700'000'000);
const Time kLater = kNow + Seconds(60);
constexpr crypto::Argon2Params kCheap{.memory_kib = 64, .iterations = 1, .lanes = 1};
constexpr const char* kPassword = "correct horse battery staple";

class PeopleTest : public ::testing::Test {
 protected:
  Expected<Account, std::string> add(const char* email, Json claims = Json::object()) {
    return people_.create(
        {.email = email, .email_verified = false, .password = Secret(kPassword), .claims = std::move(claims)},
        kNow);
  }

  testing::FakeAccountStore store_;
  testing::CountingRandom random_;
  People people_{store_, random_, kCheap};
};

TEST_F(PeopleTest, ANewAccountCanSignIn) {
  const auto alice = add("Alice@example.test", {{"name", "Alice"}});
  ASSERT_TRUE(alice) << alice.error();
  EXPECT_EQ(alice->email, "Alice@example.test") << "as written";
  EXPECT_TRUE(crypto::verify_password(Secret(kPassword), alice->password_hash));
  EXPECT_EQ(account_json(*store_.find(alice->sub)), (Json{{"sub", alice->sub},
                                                          {"email", "Alice@example.test"},
                                                          {"email_verified", false},
                                                          {"disabled", false},
                                                          {"roles", Json::array()},
                                                          {"claims", {{"name", "Alice"}}}}));
}

TEST_F(PeopleTest, RolesAreGivenOneByOneAndTakenAway) {
  ASSERT_TRUE(add("alice@example.test"));
  EXPECT_EQ(people_.add_role("alice@example.test", "clerk", kLater)->roles.text(), "clerk");
  EXPECT_EQ(people_.add_role("alice@example.test", "boss", kLater)->roles.text(), "clerk boss");
  EXPECT_EQ(people_.add_role("alice@example.test", "clerk", kLater)->roles.text(), "clerk boss") << "already there";
  EXPECT_EQ(people_.remove_role("alice@example.test", "clerk", kLater)->roles.text(), "boss");
  EXPECT_EQ(people_.remove_role("alice@example.test", "clerk", kLater)->roles.text(), "boss") << "already gone";
  EXPECT_EQ(people_.find("alice@example.test")->roles.text(), "boss");
  EXPECT_FALSE(people_.add_role("nobody@example.test", "clerk", kLater));
}

TEST_F(PeopleTest, ARoleIsOneWord) {
  ASSERT_TRUE(add("alice@example.test"));
  for (const std::string& bad : {std::string(), std::string("two words"), std::string("quo\"te"), std::string("ümlaut"), std::string("line\n"), std::string(65, 'a')}) {
    EXPECT_FALSE(people_.add_role("alice@example.test", bad, kNow)) << bad;
  }
  for (int i = 0; i < 32; ++i) {
    EXPECT_TRUE(people_.add_role("alice@example.test", "role-" + std::to_string(i), kNow)) << i;
  }
  EXPECT_FALSE(people_.add_role("alice@example.test", "one-too-many", kNow)) << "they travel in every access token";
}

TEST_F(PeopleTest, SubsAreRandomAndShapedLikeNothingElse) {
  std::set<std::string> subs;
  for (int i = 0; i < 20; ++i) {
    const auto account = people_.create({.email = "p" + std::to_string(i) + "@example.test",
                                         .email_verified = false,
                                         .password = {},
                                         .claims = Json::object()},
                                        kNow);
    ASSERT_TRUE(account);
    EXPECT_TRUE(subs.insert(account->sub).second);
    EXPECT_TRUE(protocol::is_shaped_like_subject(account->sub));
  }
}

TEST_F(PeopleTest, WithoutAPasswordNobodySignsIn) {
  const auto account = people_.create(
      {.email = "p@example.test", .email_verified = false, .password = {}, .claims = Json::object()}, kNow);
  ASSERT_TRUE(account);
  EXPECT_EQ(account->password_hash, "");
}

TEST_F(PeopleTest, EmailVerifiedMayStandInTheClaimsFile) {
  const auto account = add("a@example.test", {{"email_verified", true}, {"name", "A"}});
  ASSERT_TRUE(account) << account.error();
  EXPECT_TRUE(account->email_verified);
  EXPECT_EQ(account->claims, R"({"name":"A"})");
  EXPECT_FALSE(add("b@example.test", {{"email_verified", "yes"}}));
}

TEST_F(PeopleTest, WhatIsWrongIsSaidInASentence) {
  ASSERT_TRUE(add("alice@example.test"));
  EXPECT_EQ(add("ALICE@example.test").error(), "Another account has this e-mail address.");
  EXPECT_EQ(add("alice").error(), "The e-mail address is not one.");
  EXPECT_EQ(add("b@example.test", {{"birthdate", "yesterday"}}).error(),
            "birthdate must be a date as YYYY-MM-DD, 0000-MM-DD or YYYY, from 1850 to this year.");
  EXPECT_EQ(add("b@example.test", Json::array()).error(), "The claims are not a JSON object.");
  EXPECT_EQ(people_
                .create({.email = "b@example.test",
                         .email_verified = false,
                         .password = Secret("short"),
                         .claims = Json::object()},
                        kNow)
                .error(),
            "The password has fewer than 15 characters.");
  EXPECT_EQ(people_.all().size(), 1u) << "nothing was written";
}

TEST_F(PeopleTest, PeopleAreFoundBySubAndByAddressInAnyCase) {
  const auto alice = add("Alice@example.test");
  ASSERT_TRUE(alice);
  EXPECT_EQ(people_.find(alice->sub)->sub, alice->sub);
  EXPECT_EQ(people_.find(" aLICE@example.TEST")->sub, alice->sub);
  for (const char* who : {"", "bob@example.test", "alice", "@"}) {
    EXPECT_EQ(people_.find(who).error(), "There is no such account.") << who;
  }
}

TEST_F(PeopleTest, UpdateMergesClaims) {
  ASSERT_TRUE(add("alice@example.test", {{"name", "Alice"}, {"nickname", "Al"}}));
  const auto updated = people_.update(
      "alice@example.test",
      {.email = {}, .email_verified = {}, .claims = Json{{"nickname", nullptr}, {"locale", "en"}}}, kLater);
  ASSERT_TRUE(updated) << updated.error();
  EXPECT_EQ(account_json(*store_.find(updated->sub))["claims"], (Json{{"name", "Alice"}, {"locale", "en"}}));
  EXPECT_EQ(store_.find(updated->sub)->updated_at, kLater);
  EXPECT_FALSE(people_.update("alice@example.test",
                              {.email = {}, .email_verified = {}, .claims = Json{{"groups", "x"}}}, kLater));
  EXPECT_FALSE(
      people_.update("alice@example.test", {.email = {}, .email_verified = {}, .claims = Json("x")}, kLater));
  EXPECT_FALSE(people_.update("nobody@example.test", {}, kLater));
}

TEST_F(PeopleTest, ANewAddressIsUnverifiedUnlessTheOperatorVouches) {
  ASSERT_TRUE(add("alice@example.test", {{"email_verified", true}}));
  ASSERT_TRUE(add("bob@example.test"));
  EXPECT_TRUE(people_
                  .update("alice@example.test",
                          {.email = "Alice@example.test", .email_verified = {}, .claims = {}}, kLater)
                  ->email_verified)
      << "the same address in another spelling";
  EXPECT_FALSE(people_
                   .update("alice@example.test",
                           {.email = "a@example.test", .email_verified = {}, .claims = {}}, kLater)
                   ->email_verified);
  EXPECT_TRUE(people_
                  .update("a@example.test",
                          {.email = "alice@example.test", .email_verified = true, .claims = {}}, kLater)
                  ->email_verified);
  EXPECT_EQ(people_
                .update("alice@example.test",
                        {.email = "BOB@example.test", .email_verified = {}, .claims = {}}, kLater)
                .error(),
            "Another account has this e-mail address.");
  EXPECT_EQ(people_.update("alice@example.test", {.email = "x", .email_verified = {}, .claims = {}}, kLater)
                .error(),
            "The e-mail address is not one.");
}

TEST_F(PeopleTest, PasswordsAreSetAndHashesImported) {
  const auto alice = add("alice@example.test");
  ASSERT_TRUE(people_.set_password(alice->sub, Secret("another long password"), kLater));
  EXPECT_TRUE(
      crypto::verify_password(Secret("another long password"), store_.find(alice->sub)->password_hash));
  EXPECT_FALSE(people_.set_password(alice->sub, Secret("short"), kLater));
  EXPECT_TRUE(
      crypto::verify_password(Secret("another long password"), store_.find(alice->sub)->password_hash));

  const std::string bcrypt = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  ASSERT_TRUE(people_.import_password_hash("alice@example.test", bcrypt, kLater));
  EXPECT_EQ(store_.find(alice->sub)->password_hash, bcrypt);
  for (const char* hash :
       {"", "password", "$1$x$y",
        "$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"}) {
    EXPECT_FALSE(people_.import_password_hash("alice@example.test", hash, kLater)) << hash;
  }
  EXPECT_EQ(store_.find(alice->sub)->password_hash, bcrypt);
  EXPECT_EQ(people_.set_password("nobody@example.test", Secret(kPassword), kLater).error(),
            "There is no such account.");
}

TEST_F(PeopleTest, ChangingThePasswordOrDisablingEndsEverySession) {  // [R-RT-9]
  const auto alice = add("alice@example.test");
  int ended = 0;
  store_.links().end_sessions = [&](const std::string& sub, Time) { ended += sub == alice->sub; };
  ASSERT_TRUE(people_.set_password(alice->sub, Secret(kPassword), kLater));
  EXPECT_EQ(ended, 1);
  ASSERT_TRUE(people_.set_disabled(alice->sub, true, kLater));
  EXPECT_EQ(ended, 2);
  EXPECT_TRUE(store_.find(alice->sub)->disabled);
  ASSERT_TRUE(people_.set_disabled(alice->sub, false, kLater));
  EXPECT_FALSE(store_.find(alice->sub)->disabled);
}

TEST_F(PeopleTest, RemovedPeopleAreGoneAndSaidWhoTheyWere) {
  const auto alice = add("alice@example.test");
  EXPECT_EQ(people_.remove("alice@example.test", kLater)->sub, alice->sub);
  EXPECT_FALSE(people_.find(alice->sub));
  EXPECT_FALSE(people_.remove("alice@example.test", kLater));
  const auto again = add("alice@example.test");
  ASSERT_TRUE(again);
  EXPECT_NE(again->sub, alice->sub) << "a sub is never reused";
}

TEST_F(PeopleTest, AllListsEverybodyBeyondOnePage) {
  for (int i = 0; i < 503; ++i) {
    ASSERT_TRUE(people_.create({.email = "p" + std::to_string(i) + "@example.test",
                                .email_verified = false,
                                .password = {},
                                .claims = Json::object()},
                               kNow));
  }
  EXPECT_EQ(people_.all().size(), 503u);
}

}  // namespace
}  // namespace signet::accounts
