// Redeeming codes [RFC6749 §4.1.3] [RFC7636]: every binding alone is enough to refuse.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "flows/browser.h"

namespace signet::testing {
namespace {

class RedeemingACode : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();
  Credentials other = world.client();

  static std::string error_of(const web::Response& response) { return body_of(response).value("error", ""); }
  int userinfo(const std::string& access_token) {
    return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + access_token}}).status;
  }
};

TEST_F(RedeemingACode, EachBindingAloneIsEnoughToRefuse) {  // [R-CD-2] [R-CD-5] [TK-07] [AZ-10]
  const std::vector<std::tuple<std::string, web::Pairs, std::string>> cases = {
      {"no verifier", {{"code_verifier", ""}}, "code_verifier_missing"},
      {"wrong verifier", {{"code_verifier", std::string(43, 'x')}}, "code_verifier_mismatch"},
      {"short verifier", {{"code_verifier", "short"}}, "code_verifier_malformed"},
      {"other redirect", {{"redirect_uri", "https://app.example.test/other"}}, "code_redirect_uri_mismatch"},
      {"no redirect", {{"redirect_uri", ""}}, "code_redirect_uri_mismatch"},
  };
  for (const auto& [name, changes, reason] : cases) {
    const std::string code = code_for(world, app);
    const web::Response response = redeem(world, app, code, changes);
    EXPECT_EQ(response.status, 400) << name;  // [TK-02]
    EXPECT_EQ(error_of(response), "invalid_grant") << name;
    EXPECT_EQ(response.trail.reason, reason) << name;
    EXPECT_TRUE(body_of(response).contains("request_id")) << name;
    // [R-CD-4] From the right client, a wrong proof burns the code.
    EXPECT_EQ(redeem(world, app, code).trail.reason, "code_replayed") << name;
  }
}

TEST_F(RedeemingACode, AnotherClientIsRefusedAndSpendsNothing) {  // [R-CD-4] [TK-07]
  const std::string code = code_for(world, app);
  EXPECT_EQ(error_of(redeem(world, other, code)), "invalid_grant");
  EXPECT_EQ(redeem(world, app, code).status, 200);
}

TEST_F(RedeemingACode, VerifierWithoutChallengeIsADowngrade) {  // [R-PK-3]
  const std::string code = code_for(world, app, {{"code_challenge", ""}, {"code_challenge_method", ""}});
  EXPECT_EQ(redeem(world, app, code).trail.reason, "code_verifier_unexpected");
}

TEST_F(RedeemingACode, ReplayedCodeRevokesTheFamily) {  // [TK-05] [TK-06] [R-CD-3]
  const std::string code = code_for(world, app);
  const Json tokens = body_of(redeem(world, app, code));
  EXPECT_EQ(userinfo(tokens.at("access_token")), 200);
  EXPECT_EQ(redeem(world, app, code).trail.reason, "code_replayed");
  EXPECT_EQ(userinfo(tokens.at("access_token")), 401);
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 400);
}

TEST_F(RedeemingACode, ReplayIsSeenByAnotherReplicaToo) {  // [TK-06]
  auto replica = world.replica_routes();
  const std::string code = code_for(world, app);
  const Json tokens = body_of(redeem(world, app, code));
  std::swap(replica, world.routes);
  EXPECT_EQ(redeem(world, app, code).trail.reason, "code_replayed");
  EXPECT_EQ(userinfo(tokens.at("access_token")), 401);  // at once on the replica that judged
  std::swap(replica, world.routes);
  world.refresh();                                      // within a second everywhere else
  EXPECT_EQ(userinfo(tokens.at("access_token")), 401);
}

TEST_F(RedeemingACode, LifeIsSixtySecondsAndNotOneMore) {  // [R-CD-1] [F2-AZ-03]
  const std::string in_time = code_for(world, app);
  const std::string too_late = code_for(world, app);
  world.pass(Seconds(59));
  EXPECT_EQ(redeem(world, app, in_time).status, 200);
  world.pass(Seconds(1));
  EXPECT_EQ(redeem(world, app, too_late).trail.reason, "code_expired");
}

TEST_F(RedeemingACode, SpentCodeIsJudgedAsReplayEvenWhenExpired) {
  const std::string code = code_for(world, app);
  const Json tokens = body_of(redeem(world, app, code));
  world.pass(Seconds(120));
  EXPECT_EQ(redeem(world, app, code).trail.reason, "code_replayed");
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 400);
}

TEST_F(RedeemingACode, PersonWhoWasDisabledMeanwhileGetsNothing) {  // [R-CD-6]
  const std::string code = code_for(world, app);
  ASSERT_TRUE(world.database.accounts().set_disabled(alice, true, world.now));
  EXPECT_EQ(redeem(world, app, code).trail.reason, "person_gone");
}

TEST_F(RedeemingACode, TamperedCodeIsInvalid) {  // [R-TK-5]
  const std::string code = code_for(world, app);
  for (std::size_t at = 0; at < code.size(); at += 11) {
    std::string changed = code;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(redeem(world, app, changed).trail.reason, "code_invalid") << at;
  }
  EXPECT_EQ(redeem(world, app, code + "=").trail.reason, "code_invalid");
  EXPECT_EQ(redeem(world, app, code.substr(0, code.size() - 1)).trail.reason, "code_invalid");
  EXPECT_EQ(redeem(world, app, code).status, 200);
}

TEST_F(RedeemingACode, CodeFitsIntoItsBoundAndHasItsEntropy) {  // [R-AZ-18] [GE-01]
  const std::string code = code_for(world, app, {{"nonce", std::string(64, 'n')}});
  EXPECT_LE(code.size(), 2048u);
  EXPECT_GE(code.size(), 43u);
}

TEST_F(RedeemingACode, AnyNumberOfConcurrentRedeemersHaveOneWinner) {  // [R-CD-3] [R-DB-1]
  const Credentials client = world.client({{"token_endpoint_auth_method", "client_secret_post"}});
  for (int round = 0; round < 20; ++round) {
    web::Request request;
    request.method = web::Method::post;
    request.path = "/oauth2/token";
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    request.now = world.now;
    request.body = web::to_form({{"grant_type", "authorization_code"},
                                 {"code", code_for(world, client)},
                                 {"redirect_uri", kCallback},
                                 {"code_verifier", kVerifier},
                                 {"client_id", client.client_id},
                                 {"client_secret", client.client_secret}});
    std::atomic<int> winners{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] { winners += world.routes->dispatch(request).status == 200 ? 1 : 0; });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    EXPECT_EQ(winners, 1);
  }
}

}  // namespace
}  // namespace signet::testing
