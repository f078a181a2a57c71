// What each request of the protocol asks of the database, counted over the real ones: each statement is a round trip on
// PostgreSQL, and each write a commit that waits for the disk.
#include <gtest/gtest.h>

#include <ostream>

#include "contract/stores.h"
#include "flows/browser.h"
#include "storage/sql.h"

namespace signet::testing {

struct Cost {
  std::uint64_t statements = 0;
  std::uint64_t writes = 0;
  bool operator==(const Cost&) const = default;
};
void PrintTo(const Cost& cost, std::ostream* out) {
  *out << cost.statements << " statements, " << cost.writes << " writes";
}

namespace {

constexpr Cost kNothing{0, 0};
constexpr Cost kOneRead{1, 0};
constexpr Cost kOneWrite{1, 1};

class FlowCost : public ::testing::TestWithParam<contract::Kind> {
 protected:
  std::unique_ptr<contract::Place> place = contract::make_place(GetParam());
  std::unique_ptr<storage::Database> database = contract::open_at(*place);
  World world{World::default_settings(), app::stores_of(*database), from_epoch_seconds(1'800'000'000)};
  std::string alice = world.account();
  // Not first-party: consent is asked for once, and remembered.
  Credentials app = world.client({{"grant_types", {"authorization_code", "refresh_token", "client_credentials"}}, {"scope", "openid profile email bench"}});

  // What `act` costs, which must answer `status`.
  template <typename Act>
  Cost cost_of(int status, Act act) {
    const Cost before{storage::statements_of_this_thread(), storage::writes_of_this_thread()};
    const auto answer = act();
    const Cost cost{storage::statements_of_this_thread() - before.statements, storage::writes_of_this_thread() - before.writes};
    EXPECT_EQ(answer.status, status) << answer.body;
    return cost;
  }
  Json tokens() { return body_of(redeem(world, app, code_for(world, app))); }
};
INSTANTIATE_TEST_SUITE_P(Databases, FlowCost, contract::both_databases(), contract::name_of);

TEST_P(FlowCost, PublicDocumentsCostNothing) {
  EXPECT_EQ(cost_of(200, [&] { return world.get("/.well-known/openid-configuration"); }), kNothing);
  EXPECT_EQ(cost_of(200, [&] { return world.get("/oauth2/jwks"); }), kNothing);
}

TEST_P(FlowCost, ClientCredentialsCostNothing) {
  const auto ask = [&] { return world.post_as(app, "/oauth2/token", {{"grant_type", "client_credentials"}, {"scope", "bench"}}); };
  EXPECT_EQ(cost_of(200, ask), kNothing);
  const Credentials wrong{app.client_id, "not the secret"};
  EXPECT_EQ(cost_of(401, [&] { return world.post_as(wrong, "/oauth2/token", {{"grant_type", "client_credentials"}}); }), kNothing);
}

TEST_P(FlowCost, AStrangersAuthorizationRequestCostsNothing) {
  Browser stranger(world);
  EXPECT_EQ(cost_of(200, [&] {
              Stop stop = stranger.open(authorize_url(app.client_id));
              EXPECT_TRUE(stop.is_login());
              return stop;
            }),
            kNothing);
  EXPECT_EQ(cost_of(302, [&] { return world.get(authorize_url(app.client_id, {{"prompt", "none"}})); }), kNothing);
  EXPECT_EQ(cost_of(400, [&] { return world.get(authorize_url("nobody")); }), kNothing);
}

TEST_P(FlowCost, ALiveSessionWithItsConsentIsOneRead) {
  Browser browser(world);
  ASSERT_TRUE(browser.allow(browser.sign_in(browser.open(authorize_url(app.client_id)))).is_foreign);
  EXPECT_EQ(cost_of(302, [&] {
              Stop stop = browser.open(authorize_url(app.client_id));
              EXPECT_TRUE(parameter(stop.url, "code")) << stop.url;
              return stop;
            }),
            kOneRead);
}

// SQLite runs what is one statement on PostgreSQL as three, within the same commit and without a round trip.
TEST_P(FlowCost, RedeemingACodeIsOneWrite) {
  const std::string code = code_for(world, app);
  EXPECT_EQ(cost_of(200, [&] { return redeem(world, app, code); }),
            GetParam() == contract::Kind::postgres ? kOneWrite : (Cost{3, 1}));
  EXPECT_EQ(cost_of(400, [&] { return redeem(world, app, "rubbish"); }), kNothing);
}

TEST_P(FlowCost, RefreshingIsOneWrite) {
  const std::string token = tokens().at("refresh_token");
  EXPECT_EQ(cost_of(200, [&] { return refresh(world, app, token); }), kOneWrite);
  EXPECT_EQ(cost_of(400, [&] { return refresh(world, app, "rubbish"); }), kNothing);
}

TEST_P(FlowCost, ReadingAnAccessTokenCostsNothingAndAPersonsClaimsOneRead) {
  const std::string token = tokens().at("access_token");
  EXPECT_EQ(cost_of(200, [&] { return world.post_as(app, "/oauth2/introspect", {{"token", token}}); }), kNothing);
  EXPECT_EQ(cost_of(200, [&] { return world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + token}}); }), kOneRead);
  EXPECT_EQ(cost_of(401, [&] { return world.get("/oauth2/userinfo", {{"Authorization", "Bearer rubbish"}}); }), kNothing);
}

}  // namespace
}  // namespace signet::testing
