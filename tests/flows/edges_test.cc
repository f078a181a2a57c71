// What must hold at the edges of every endpoint.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "flows/browser.h"
#include "storage/database.h"

namespace signet::testing {
namespace {

class Edges : public ::testing::Test {
 protected:
  World world;
  std::string alice = world.account();
  Credentials app = world.client();
};

TEST_F(Edges, OtherMediaTypesAndCompressionAreRefused) {  // [R-HT-6] [R-DOS-7]
  const std::vector<std::pair<web::Headers, int>> cases = {
      {{{"Content-Type", "application/x-www-form-urlencoded"}}, 401},
      {{{"Content-Type", "Application/X-WWW-Form-URLEncoded; charset=UTF-8"}}, 401},
      {{{"Content-Type", "application/x-www-form-urlencoded; charset=iso-8859-1"}}, 415},
      {{{"Content-Type", "application/json"}}, 415},
      {{{"Content-Type", "text/plain"}}, 415},
      {{}, 415},
      {{{"Content-Type", "application/x-www-form-urlencoded"}, {"Content-Type", "application/x-www-form-urlencoded"}}, 415},
      {{{"Content-Type", "application/x-www-form-urlencoded"}, {"Content-Encoding", "gzip"}}, 415},
  };
  for (const std::string path : {"/oauth2/token", "/oauth2/revoke", "/oauth2/introspect"}) {
    for (const auto& [headers, status] : cases) {
      web::Request request;
      request.method = web::Method::post;
      request.path = path;
      request.headers = headers;
      request.body = "grant_type=client_credentials&token=x";
      EXPECT_EQ(world.send(request).status, status) << path << (headers.empty() ? "" : headers.back().value);
    }
  }
}

TEST_F(Edges, ErrorDescriptionsAreOursAndEchoNothing) {  // [R-XS-2] [GE-03]
  const std::string mark = "zzMARKzz";
  const std::vector<web::Response> answers = {
      world.get(authorize_url(app.client_id, {{"response_type", mark}})),
      world.get(authorize_url(app.client_id, {{"scope", mark + "\""}})),
      world.get(authorize_url(app.client_id, {{"prompt", mark}})),
      world.get(authorize_url(mark)),
      world.get(authorize_url(app.client_id, {{"redirect_uri", "https://" + mark + ".example.test/"}})),
      world.post_as(app, "/oauth2/token", {{"grant_type", mark}}),
      world.post_as({mark, mark}, "/oauth2/token", {{"grant_type", "authorization_code"}}),
      world.post_as(app, "/oauth2/token", {{"grant_type", "authorization_code"}, {"code", mark}}),
      world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + mark}}),
      world.get("/" + mark),
  };
  for (const web::Response& answer : answers) {
    EXPECT_EQ(answer.body.find(mark), std::string::npos) << answer.body;
    for (const web::Header& header : answer.headers) {
      EXPECT_EQ(header.value.find(mark), std::string::npos) << header.name;
    }
    const std::string description = parameter(location_of(answer), "error_description").value_or("");
    EXPECT_EQ(description.find_first_of("\"\\"), std::string::npos);
  }
}

TEST_F(Edges, LocationIsTheRegisteredUriAndEncodedParameters) {  // [R-AZ-20] [AZ-02] [AZ-04]
  const std::string state = "a b&code=x#y?z=%\"'<>;+ü";
  const std::string location = location_of(world.get(authorize_url(app.client_id, {{"state", state}, {"prompt", "none"}})));
  EXPECT_TRUE(location.starts_with(std::string(kCallback) + "?error="));
  EXPECT_EQ(parameter(location, "state"), state);
  EXPECT_EQ(location.find('#'), std::string::npos);
  EXPECT_FALSE(parameter(location, "code"));
  for (const char c : location) {
    EXPECT_TRUE(c > 0x20 && c < 0x7F);
  }
}

TEST_F(Edges, AClientCanNeverBeTakenForAPerson) {  // [R-TK-2]
  clients::MetadataPolicy policy;
  policy.operator_ = true;
  clients::Registry registry(world.stores.clients, world.random, policy);
  const Json metadata = {{"client_name", "x"}, {"redirect_uris", {kCallback}}};
  EXPECT_FALSE(registry.create(metadata, alice, world.now));
  EXPECT_NE(app.client_id.size(), alice.size());
}

TEST_F(Edges, StaticFilesComeFromAFixedTable) {  // [R-HT-8]
  for (const std::string path : {"/assets/", "/assets/../login", "/assets/%2e%2e/style.css", "/assets/style.css", "/style.css"}) {
    EXPECT_EQ(world.get(path).status, 404) << path;
  }
}

TEST_F(Edges, PublicMethodsOnly) {
  web::Request request;
  request.path = "/oauth2/token";
  request.method = web::Method::options;
  const web::Response response = world.send(request);
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(web::only(response.headers, "Allow"), "POST, OPTIONS");
}

TEST_F(Edges, EveryResponseIsStrictAboutTransport) {  // [R-HD-3]
  for (const std::string path : {"/oauth2/jwks", "/nothing", "/login", "/oauth2/userinfo"}) {
    const web::Response response = world.get(path);
    EXPECT_EQ(web::only(response.headers, "Strict-Transport-Security"), "max-age=31536000; includeSubDomains") << path;
    EXPECT_EQ(web::only(response.headers, "X-Content-Type-Options"), "nosniff") << path;
  }
}

TEST_F(Edges, ASourceThatAsksTooOftenIsToldToWait) {  // [R-DOS-5]
  config::Settings settings = World::default_settings();
  settings.limits.requests = 3;
  World slow(std::move(settings));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(slow.get("/oauth2/jwks").status, 200);
  }
  const web::Response refused = slow.get("/oauth2/jwks");
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(web::only(refused.headers, "Retry-After"), "20");
  EXPECT_EQ(refused.trail.reason, "rate_limited");
  slow.pass(Seconds(20));
  EXPECT_EQ(slow.get("/oauth2/jwks").status, 200);
}

class DatabaseAway : public accounts::AccountStore {
 public:
  std::optional<accounts::Account> find(const std::string&) override { throw Unavailable("08006 accounts.find"); }
  std::optional<accounts::Account> find_by_email(const std::string&) override { throw Unavailable("08006"); }
  std::vector<accounts::Account> list(const std::string&, int) override { throw Unavailable("08006"); }
  bool create(const accounts::Account&) override { throw Unavailable("08006"); }
  Update update(const std::string&, const std::string&, bool, const std::string&, Time) override { throw Unavailable("08006"); }
  bool set_password(const std::string&, const std::string&, Time) override { throw Unavailable("08006"); }
  bool set_disabled(const std::string&, bool, Time) override { throw Unavailable("08006"); }
  bool remove(const std::string&, Time) override { throw Unavailable("08006"); }
  bool set_roles(const std::string&, const protocol::RoleSet&, const protocol::RoleSet&, Time) override { throw Unavailable("08006"); }
  void rehash(const std::string&, const std::string&, const std::string&) override { throw Unavailable("08006"); }
};

TEST_F(Edges, ADatabaseThatIsAwayIsNoRefusal) {  // [R-RV-1] [R-DB-2]
  const std::string token = body_of(redeem(world, app, code_for(world, app))).at("access_token");
  DatabaseAway away;
  const app::Stores stores{world.stores.keys,          world.stores.server_secrets,  world.stores.clients,  world.stores.assertions,
                           world.stores.registrations, away,                         world.stores.failures, world.stores.families,
                           world.stores.revocations,   world.stores.sessions,        world.stores.consents, world.stores.device_codes,
                           world.stores.logouts,       world.stores.pushed_requests, world.stores.resources, world.stores.mails,
                           world.stores.audit};
  World broken(World::default_settings(), stores, world.now);
  const web::Response response = broken.get("/oauth2/userinfo", {{"Authorization", "Bearer " + token}});
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(web::only(response.headers, "Retry-After"), "1");
  EXPECT_EQ(body_of(response).at("error"), "temporarily_unavailable");
  EXPECT_EQ(response.body.find("08006"), std::string::npos);  // [R-HT-7] [S-D6]
}

TEST(AStolenDatabase, HoldsNothingThatCanBeUsed) {  // [R-ST-1] [R-ST-2]
  const std::string file = (std::filesystem::temp_directory_path() / ("signet-stolen-" + std::to_string(::getpid()) + ".db")).string();
  std::vector<std::string> secrets{kPassword};
  {
    crypto::SystemRandom random;
    storage::Settings settings;
    settings.url = "sqlite:" + file;
    const auto database = storage::open(settings, random);
    database->migrate(from_epoch_seconds(1'800'000'000));
    World world(World::default_settings(), app::stores_of(*database), from_epoch_seconds(1'800'000'000));
    world.account();
    const Credentials app = world.client();
    secrets.push_back(app.client_secret);
    Browser browser(world);
    const Stop back = browser.allow(browser.sign_in(browser.open(authorize_url(app.client_id))));
    secrets.push_back(browser.cookies.at("__Host-signet_session"));
    secrets.push_back(parameter(back.url, "code").value());
    const Json tokens = body_of(redeem(world, app, secrets.back()));
    for (const char* name : {"access_token", "refresh_token", "id_token"}) {
      secrets.push_back(tokens.at(name));
    }
    secrets.push_back(body_of(refresh(world, app, tokens.at("refresh_token"))).at("refresh_token"));
    const Json pushed = body_of(world.post_as(app, "/oauth2/par", {{"response_type", "code"}, {"scope", "openid"}, {"redirect_uri", kCallback},
                                                                   {"state", "pushed-state"}, {"login_hint", "carol@example.test"}}));
    secrets.push_back(pushed.at("request_uri").get<std::string>().substr(34));
    secrets.insert(secrets.end(), {"pushed-state", "carol@example.test"});
  }
  std::string stolen;
  for (const std::string suffix : {"", "-wal"}) {
    std::ostringstream content;
    content << std::ifstream(file + suffix, std::ios::binary).rdbuf();
    stolen += content.str();
    std::filesystem::remove(file + suffix);
  }
  std::filesystem::remove(file + "-shm");
  ASSERT_GT(stolen.size(), 10000u);
  EXPECT_NE(stolen.find("alice@example.test"), std::string::npos);  // it is the right file
  for (const std::string& secret : secrets) {
    EXPECT_EQ(stolen.find(secret), std::string::npos) << secret.substr(0, 12);
  }
  EXPECT_EQ(stolen.find("PRIVATE KEY"), std::string::npos);
}

}  // namespace
}  // namespace signet::testing
