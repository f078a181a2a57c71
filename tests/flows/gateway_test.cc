// /gateway/verify, as reverse proxies ask it (docs/gateway.md).
#include <gtest/gtest.h>

#include "flows/browser.h"

namespace signet::testing {
namespace {

config::Settings with_policies() {
  config::Settings settings = World::default_settings();
  settings.gateway.policies = {"readers?scope=orders:read", "clerks?scope=orders:read&role=clerk",
                               "signed?upstream=https://orders.internal.test", "elsewhere?audience=https://api.example.test"};
  return settings;
}

class Gateway : public ::testing::Test {
 protected:
  explicit Gateway(config::Settings settings = with_policies()) : world(std::move(settings)) {}

  // The headers of the request that is in question.
  static web::Headers bearing(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }
  web::Response ask(const std::string& target, const std::string& token) { return world.get(target, bearing(token)); }
  std::string token_of(const Credentials& client, const std::map<std::string, std::string>& changes = {}) {
    return body_of(redeem(world, client, code_for(world, client, changes))).at("access_token");
  }
  // One of a client that acts for itself.
  std::string own_token(const std::string& scope = "orders:read orders:write") {
    return body_of(world.post_as(service, "/oauth2/token", {{"grant_type", "client_credentials"}, {"scope", scope}})).at("access_token");
  }
  static std::string challenge(const web::Response& response) {
    return std::string(web::only(response.headers, "WWW-Authenticate").value_or(""));
  }
  static std::string field(const web::Response& response, const char* name) {
    return std::string(web::only(response.headers, name).value_or("(absent)"));
  }
  void give_role(const std::string& role) {
    ASSERT_TRUE(accounts::People(world.stores.accounts, world.random).add_role(alice, role, world.now));
  }

  World world;
  std::string alice = world.account();
  Credentials first_party = world.client({{"first_party", true}, {"scope", "openid orders:read"}});
  Credentials stranger = world.client({{"scope", "openid orders:read"}});
  Credentials service = world.client({{"grant_types", {"client_credentials"}}, {"response_types", Json::array()},
                                      {"redirect_uris", Json::array()}, {"scope", "orders:read orders:write"}});
};

TEST_F(Gateway, SaysWhoseRequestItIs) {
  give_role("clerk");
  give_role("night-shift");
  const web::Response allowed = ask("/gateway/verify", token_of(first_party, {{"scope", "openid orders:read"}}));
  EXPECT_EQ(allowed.status, 200);
  EXPECT_EQ(field(allowed, "X-Auth-Subject"), alice);
  EXPECT_EQ(field(allowed, "X-Auth-Client"), first_party.client_id);
  EXPECT_EQ(field(allowed, "X-Auth-Scope"), "openid orders:read");
  EXPECT_EQ(field(allowed, "X-Auth-Roles"), "clerk night-shift");
  EXPECT_EQ(field(allowed, "X-Auth-Token"), "");
  EXPECT_EQ(field(allowed, "Cache-Control"), "no-store");
  EXPECT_TRUE(allowed.body.empty());
}

// A proxy that copies headers may leave alone what the answer lacks: then a client could call itself what it likes.
TEST_F(Gateway, AlwaysSendsAllFiveHeaders) {
  const web::Response allowed = ask("/gateway/verify", own_token("orders:read"));
  EXPECT_EQ(allowed.status, 200);
  EXPECT_EQ(field(allowed, "X-Auth-Subject"), service.client_id);
  EXPECT_EQ(field(allowed, "X-Auth-Roles"), "") << "present, and empty";
  EXPECT_EQ(field(allowed, "X-Auth-Token"), "");
}

TEST_F(Gateway, DeniesWithTheChallengeOfBearerTokens) {
  const web::Response none = world.get("/gateway/verify");
  EXPECT_EQ(none.status, 401);
  EXPECT_EQ(challenge(none), "Bearer realm=\"signet\"");
  EXPECT_EQ(body_of(none).at("request_id"), "request-" + body_of(none).at("request_id").get<std::string>().substr(8));
  const std::string good = own_token();
  for (const std::string& bad : {std::string("x"), good + "x", good.substr(1)}) {
    const web::Response refused = ask("/gateway/verify", bad);
    EXPECT_EQ(refused.status, 401);
    EXPECT_NE(challenge(refused).find("error=\"invalid_token\""), std::string::npos) << challenge(refused);
    EXPECT_EQ(field(refused, "X-Auth-Subject"), "(absent)");
  }
  const Json tokens = body_of(redeem(world, stranger, code_for(world, stranger)));
  EXPECT_EQ(ask("/gateway/verify", tokens.at("id_token")).status, 401) << "an ID token is no access token";
  EXPECT_EQ(world.get("/gateway/verify?access_token=" + good).status, 400) << "nor is the URL a place for one";
  EXPECT_EQ(world.get("/gateway/verify", {{"Authorization", "Bearer " + good}, {"Authorization", "Bearer " + good}}).status, 400);
}

TEST_F(Gateway, DemandsByQuery) {
  const std::string token = own_token();
  EXPECT_EQ(ask("/gateway/verify?scope=orders:read", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify?scope=orders:read+orders:write", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify?scope=orders:read&scope=orders:write", token).status, 200);
  const web::Response narrow = ask("/gateway/verify?scope=orders:read%20orders:erase", token);
  EXPECT_EQ(narrow.status, 403);
  EXPECT_NE(challenge(narrow).find("error=\"insufficient_scope\""), std::string::npos);
  EXPECT_NE(challenge(narrow).find("scope=\"orders:read orders:erase\""), std::string::npos) << challenge(narrow);
  EXPECT_EQ(body_of(narrow).at("error"), "insufficient_scope");
  const web::Response roleless = ask("/gateway/verify?role=clerk", token);
  EXPECT_EQ(roleless.status, 403);
  EXPECT_EQ(challenge(roleless).find("scope="), std::string::npos) << "no scope would help";
  const web::Response elsewhere = ask("/gateway/verify?audience=https://api.example.test", token);
  EXPECT_EQ(elsewhere.status, 401);
  EXPECT_NE(challenge(elsewhere).find("error=\"invalid_token\""), std::string::npos);
  EXPECT_EQ(ask(std::string("/gateway/verify?audience=") + kIssuer, token).status, 200);
}

TEST_F(Gateway, ATokenForAnotherResourceNeedsAPolicyThatNamesIt) {
  (void)world.stores.resources.add({"https://api.example.test", *protocol::ScopeSet::parse("orders:read"), "", world.now});
  world.refresh();
  const std::string token = body_of(world.post_as(service, "/oauth2/token", {{"grant_type", "client_credentials"},
                                                                            {"resource", "https://api.example.test"}})).at("access_token");
  EXPECT_EQ(ask("/gateway/verify", token).status, 401);
  EXPECT_EQ(ask("/gateway/verify?audience=https://api.example.test", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify?policy=elsewhere", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify?policy=elsewhere", own_token()).status, 401);
}

TEST_F(Gateway, DemandsByPolicyAndWhatElseIsAskedForComesOnTop) {
  const std::string token = own_token("orders:read");
  EXPECT_EQ(ask("/gateway/verify?policy=readers", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify?policy=clerks", token).status, 403);
  EXPECT_EQ(ask("/gateway/verify?policy=readers&scope=orders:write", token).status, 403);
  EXPECT_EQ(ask("/gateway/verify?scope=orders:write&policy=readers", token).status, 403);
  give_role("clerk");
  EXPECT_EQ(ask("/gateway/verify?policy=clerks", token_of(first_party, {{"scope", "openid orders:read"}})).status, 200);
}

// What nobody understands must not let everybody pass.
TEST_F(Gateway, AProxyThatAsksWronglyIsToldSo) {
  const std::string token = own_token();
  for (const char* query : {"scopes=orders:read", "scope=", "role=", "audience=", "policy=", "policy=unknown", "policy=readers&policy=clerks", "scope=%zz",
                            "Scope=orders:read", "scope=\"", "x"}) {
    const web::Response refused = ask(std::string("/gateway/verify?") + query, token);
    EXPECT_EQ(refused.status, 400) << query;
    EXPECT_EQ(body_of(refused).at("error"), "invalid_request") << query;
  }
}

// Envoy appends path and query of the request in question: the client writes them, and can only make it harder for itself.
TEST_F(Gateway, BelowItsPathTheQueryIsTheClients) {
  const std::string token = own_token("orders:read");
  EXPECT_EQ(ask("/gateway/verify/orders/7?page=2&x=%zz", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify/orders/7?scope=orders:erase", token).status, 403);
  EXPECT_EQ(ask("/gateway/verify/", token).status, 200);
  EXPECT_EQ(world.get("/gateway/verify/orders/7").status, 401);
}

TEST_F(Gateway, AnswersEveryMethodAlike) {
  const std::string token = own_token();
  for (const web::Method method : {web::Method::get, web::Method::head, web::Method::post, web::Method::put, web::Method::patch,
                                   web::Method::delete_, web::Method::options, web::Method::other}) {
    web::Request request;
    request.method = method;
    request.path = "/gateway/verify/orders";
    request.headers = bearing(token);
    request.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    request.body = "access_token=" + token;  // the client's, and none of our business
    EXPECT_EQ(world.send(request).status, 200) << web::name_of(method);
    request.headers.clear();
    EXPECT_EQ(world.send(request).status, 401) << web::name_of(method);
  }
}

// [R-RV-1] Not only the signature counts.
TEST_F(Gateway, SeesARevocationAtOnce) {
  const Json tokens = body_of(redeem(world, stranger, code_for(world, stranger)));
  const std::string token = tokens.at("access_token");
  EXPECT_EQ(ask("/gateway/verify", token).status, 200);
  EXPECT_EQ(ask("/gateway/verify", token).status, 200) << "seen before";
  EXPECT_EQ(world.post_as(stranger, "/oauth2/revoke", {{"token", token}}).status, 200);
  EXPECT_EQ(ask("/gateway/verify", token).status, 401);
  EXPECT_EQ(ask("/gateway/verify", own_token()).status, 200);
}

TEST_F(Gateway, ATokenThatWasSeenBeforeExpiresAllTheSame) {
  const std::string token = own_token();
  EXPECT_EQ(ask("/gateway/verify", token).status, 200);
  world.pass(world.settings.tokens.access_token_lifetime - Seconds(1));
  EXPECT_EQ(ask("/gateway/verify", token).status, 200);
  world.pass(Seconds(1));
  const web::Response over = ask("/gateway/verify", token);
  EXPECT_EQ(over.status, 401);
  EXPECT_EQ(over.trail.reason, "access_token_expired");
}

TEST_F(Gateway, AClientThatIsDisabledIsNobody) {
  const std::string token = own_token();
  EXPECT_EQ(ask("/gateway/verify", token).status, 200);
  ASSERT_TRUE(world.provider->registry().set_disabled(service.client_id, true, world.now));
  EXPECT_EQ(ask("/gateway/verify", token).status, 401);
}

TEST_F(Gateway, RolesAreForFirstPartyClientsAndEndWhenTheyAreTakenAway) {
  give_role("clerk");
  const Credentials& ours = first_party;
  EXPECT_EQ(claims_of(token_of(stranger)).contains("roles"), false) << "a stranger's app neither learns nor uses them";
  EXPECT_EQ(ask("/gateway/verify?role=clerk", token_of(stranger)).status, 403);

  const Json tokens = body_of(redeem(world, ours, code_for(world, ours)));
  const std::string token = tokens.at("access_token");
  EXPECT_EQ(claims_of(token).at("roles"), Json({"clerk"}));  // [RFC9068 §2.2.3.1]
  EXPECT_EQ(ask("/gateway/verify?role=clerk", token).status, 200);
  EXPECT_EQ(body_of(world.post_as(ours, "/oauth2/introspect", {{"token", token}})).at("roles"), Json({"clerk"}));

  give_role("boss");
  const Json refreshed = body_of(refresh(world, ours, tokens.at("refresh_token")));
  EXPECT_EQ(claims_of(refreshed.at("access_token")).at("roles"), Json({"clerk", "boss"})) << "a new one comes with the next token";

  ASSERT_TRUE(accounts::People(world.stores.accounts, world.random).remove_role(alice, "boss", world.now));
  world.refresh();
  EXPECT_EQ(ask("/gateway/verify?role=boss", refreshed.at("access_token")).status, 401) << "no token goes on saying otherwise";
  EXPECT_EQ(body_of(refresh(world, ours, refreshed.at("refresh_token"))).at("error"), "invalid_grant");
  EXPECT_EQ(claims_of(token_of(ours)).at("roles"), Json({"clerk"}));
}

TEST_F(Gateway, GivesTheServiceBehindTheProxyAProofOfItsOwn) {
  const std::string token = own_token("orders:read");
  const web::Response allowed = ask("/gateway/verify?policy=signed", token);
  ASSERT_EQ(allowed.status, 200);
  const std::string proof = field(allowed, "X-Auth-Token");
  const Json claims = claims_of(proof);
  EXPECT_EQ(claims.at("aud"), "https://orders.internal.test");
  EXPECT_EQ(claims.at("iss"), kIssuer);
  EXPECT_EQ(claims.at("sub"), service.client_id);
  EXPECT_EQ(claims.at("client_id"), service.client_id);
  EXPECT_EQ(claims.at("scope"), "orders:read");
  EXPECT_EQ(claims.at("exp").get<std::int64_t>() - claims.at("iat").get<std::int64_t>(), 60);
  EXPECT_EQ(ask("/gateway/verify", proof).status, 401) << "it opens nothing here";
  EXPECT_EQ(ask("/gateway/verify?audience=https://orders.internal.test", proof).status, 401);
  world.pass(world.settings.tokens.access_token_lifetime - Seconds(10));
  const Json last = claims_of(field(ask("/gateway/verify?policy=signed", token), "X-Auth-Token"));
  EXPECT_EQ(last.at("exp"), claims_of(token).at("exp")) << "it does not outlive the token that it stands for";
}

class GatewayQuota : public Gateway {
 protected:
  GatewayQuota() : Gateway([] {
    config::Settings settings = with_policies();
    settings.gateway.quota = 3;
    settings.limits.requests = 2;  // of one address: the proxy's, behind which everybody is
    return settings;
  }()) {}
};

TEST_F(GatewayQuota, IsOfOnePersonInOneApp) {
  const Credentials other = world.client({{"grant_types", {"client_credentials"}}, {"response_types", Json::array()},
                                          {"redirect_uris", Json::array()}, {"scope", "orders:read"}});
  const std::string token = own_token();
  const std::string another = own_token("orders:read");
  world.pass(Seconds(60));
  const web::Response first = ask("/gateway/verify", token);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(field(first, "RateLimit-Policy"), "\"gateway\";q=3;w=60");
  EXPECT_EQ(field(first, "RateLimit"), "\"gateway\";r=2;t=20");
  EXPECT_EQ(ask("/gateway/verify", another).status, 200);
  EXPECT_EQ(ask("/gateway/verify", token).status, 200);
  const web::Response over = ask("/gateway/verify", token);
  EXPECT_EQ(over.status, 429);
  EXPECT_EQ(field(over, "Retry-After"), "20");
  EXPECT_EQ(field(over, "RateLimit"), "\"gateway\";r=0;t=20");
  EXPECT_EQ(field(over, "X-Auth-Subject"), "(absent)");
  EXPECT_EQ(over.trail.reason, "client_rate_limited");
  const std::string theirs = body_of(world.post_as(other, "/oauth2/token", {{"grant_type", "client_credentials"}})).at("access_token");
  EXPECT_EQ(ask("/gateway/verify", theirs).status, 200);
  world.pass(Seconds(20));
  EXPECT_EQ(ask("/gateway/verify", token).status, 200);
}

class GatewayByHeader : public Gateway {
 protected:
  GatewayByHeader() : Gateway([] {
    config::Settings settings = with_policies();
    settings.gateway.policy_header = "X-Signet-Policy";
    return settings;
  }()) {}
  web::Response ask_as(const std::vector<std::string>& policies, const std::string& target = "/gateway/verify/orders") {
    web::Headers headers = bearing(own_token("orders:read"));
    for (const std::string& policy : policies) headers.push_back({"x-signet-policy", policy});
    return world.get(target, headers);
  }
};

TEST_F(GatewayByHeader, OnlyTheHeaderCounts) {
  EXPECT_EQ(ask_as({"readers"}).status, 200);
  EXPECT_EQ(ask_as({"clerks"}).status, 403);
  EXPECT_EQ(ask_as({"readers"}, "/gateway/verify/users?role=admin&policy=clerks").status, 200) << "the client's own query";
  EXPECT_EQ(ask_as({}).status, 400);
  EXPECT_EQ(ask_as({}, "/gateway/verify?policy=readers").status, 400);
  EXPECT_EQ(ask_as({"unknown"}).status, 400);
  EXPECT_EQ(ask_as({"readers", "clerks"}).status, 400) << "one of them is the client's";
}

}  // namespace
}  // namespace signet::testing
