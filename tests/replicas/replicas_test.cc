// Two servers on one PostgreSQL: one winner each time, and what one does the other knows.
#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "contract/stores.h"
#include "flows/browser.h"

namespace signet::testing {
namespace {

constexpr int kRounds = 200;
const Time kNow = from_epoch_seconds(1'800'000'000);

class Replicas : public ::testing::Test {
 protected:
  std::unique_ptr<contract::Place> place = contract::make_place(contract::Kind::postgres);
  std::unique_ptr<storage::Database> database_one = contract::open_at(*place);
  std::unique_ptr<storage::Database> database_two = contract::open_at(*place);
  World one{World::default_settings(), app::stores_of(*database_one), kNow};
  World two{World::default_settings(), app::stores_of(*database_two), kNow};
  std::string alice = one.account();
  Credentials app_client = one.client({{"first_party", true}});

  void SetUp() override { two.refresh(); }

  // Both replicas answer at the same moment.
  std::pair<web::Response, web::Response> at_once(const std::function<web::Response(World&)>& act) {
    std::latch start(2);
    web::Response first;
    web::Response second;
    std::thread other([&] {
      start.arrive_and_wait();
      second = act(two);
    });
    start.arrive_and_wait();
    first = act(one);
    other.join();
    return {std::move(first), std::move(second)};
  }
};

TEST_F(Replicas, OneCodeRedeemedOnBothAtOnceHasOneWinner) {  // [R-CD-3] [R-DB-1] [TK-05]
  Browser browser(one);
  ASSERT_TRUE(browser.sign_in(browser.open(authorize_url(app_client.client_id))).is_foreign);
  for (int round = 0; round < kRounds; ++round) {
    const std::string code = parameter(browser.open(authorize_url(app_client.client_id)).url, "code").value();
    const auto [first, second] = at_once([&](World& world) { return redeem(world, app_client, code); });
    ASSERT_EQ((first.status == 200) + (second.status == 200), 1) << first.body << second.body;
    const web::Response& winner = first.status == 200 ? first : second;
    // The loser was a replay: what the winner got is revoked, everywhere once the replicas have looked.
    one.refresh();
    two.refresh();
    const std::string token = body_of(winner).at("access_token");
    for (World* world : {&one, &two}) {
      ASSERT_EQ(world->get("/oauth2/userinfo", {{"Authorization", "Bearer " + token}}).status, 401) << round;
    }
  }
}

TEST_F(Replicas, OneRefreshTokenUsedOnBothAtOnceRotatesOnce) {  // [R-RT-3] [R-RT-6]
  std::string token = body_of(redeem(one, app_client, code_for(one, app_client))).at("refresh_token");
  for (int round = 0; round < kRounds; ++round) {
    const auto [first, second] = at_once([&](World& world) { return refresh(world, app_client, token); });
    ASSERT_EQ(first.status, 200) << first.body;
    ASSERT_EQ(second.status, 200) << second.body;
    ASSERT_EQ((first.trail.outcome == "rotated") + (second.trail.outcome == "rotated"), 1);
    // The other one was a retry: it got the same successor, so the family has not forked.
    ASSERT_EQ(body_of(first).at("refresh_token"), body_of(second).at("refresh_token"));
    token = body_of(first).at("refresh_token");
  }
}

TEST(Provider, KnowsNobodyUntilSomebodyIsMade) {  // [R-PW-8]
  const auto place = contract::make_place(contract::Kind::sqlite);
  const auto database = contract::open_at(*place);
  World world(World::default_settings(), app::stores_of(*database), kNow);
  EXPECT_EQ(world.get("/.well-known/openid-configuration").status, 200);
  world.refresh();
  for (const char* table : {"accounts", "clients", "sessions"}) {
    EXPECT_EQ(contract::count_rows(*place, table), 0) << table;
  }
  (void)world.account();
  EXPECT_EQ(contract::count_rows(*place, "accounts"), 1);
}

TEST_F(Replicas, ChangesOfOneAreInForceOnTheOtherAfterALook) {  // [R-CC-1] [F-30]
  const Json tokens = body_of(redeem(two, app_client, code_for(two, app_client)));
  const auto userinfo = [&](World& world) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status;
  };
  EXPECT_EQ(userinfo(one), 200);
  EXPECT_EQ(one.post_as(app_client, "/oauth2/revoke", {{"token", tokens.at("refresh_token")}}).status, 200);
  EXPECT_EQ(userinfo(one), 401);
  two.refresh();
  EXPECT_EQ(userinfo(two), 401);

  const Credentials fresh = one.client();
  EXPECT_EQ(two.get(authorize_url(fresh.client_id)).status, 400);
  two.refresh();
  EXPECT_EQ(two.get(authorize_url(fresh.client_id)).status, 302);

  one.provider->keys().rotate(one.now, false);
  two.refresh();
  EXPECT_EQ(one.get("/oauth2/jwks").body, two.get("/oauth2/jwks").body);
}

// Ten replicas are no ten times the guesses.
TEST_F(Replicas, WrongPasswordsAtOneCountAtTheOther) {  // [R-LG-6] [R-DOS-5]
  const auto attempt = [&](World& world, const std::string& password) {
    Browser stranger(world);
    return stranger.sign_in(stranger.open(std::string(kIssuer) + "/login"), "alice@example.test", password);
  };
  for (int i = 0; i < 5; ++i) ASSERT_EQ(attempt(i % 2 == 0 ? one : two, "guess").status, 400) << i;
  for (World* world : {&one, &two}) {
    const Stop stop = attempt(*world, kPassword);
    EXPECT_EQ(stop.status, 429);
    EXPECT_EQ(web::count(stop.headers, "Retry-After"), 1U);
  }
  one.pass(Seconds(60));
  two.pass(Seconds(60));
  EXPECT_EQ(attempt(two, kPassword).url, std::string(kIssuer) + "/account");
}

TEST_F(Replicas, WhatIsWithdrawnAtOneIsRefusedAtTheOther) {  // [R-CO-3] [R-RT-9]
  const Json tokens = body_of(redeem(two, app_client, code_for(two, app_client)));
  const auto userinfo = [&](World& world) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status;
  };
  ASSERT_EQ(userinfo(two), 200);
  const std::string page = std::string(kIssuer) + "/account";
  Browser browser(one);
  (void)browser.sign_in(browser.open(page));
  (void)browser.submit(browser.open(page + "?app=" + app_client.client_id), {}, "account-withdraw");
  EXPECT_EQ(userinfo(one), 401) << "at once";
  EXPECT_EQ(body_of(refresh(two, app_client, tokens.at("refresh_token"))).at("error"), "invalid_grant") << "the database is asked";
  two.refresh();
  EXPECT_EQ(userinfo(two), 401);
}

}  // namespace
}  // namespace signet::testing
