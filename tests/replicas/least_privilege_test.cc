// The server under a role that cannot change the schema, as docs/operations.md sets it up. [R-DB-6]
#include <gtest/gtest.h>

#include <regex>

#include "contract/postgres_schema.h"
#include "contract/stores.h"
#include "flows/browser.h"
#include "house/tree.h"

namespace signet::testing {
namespace {

// The statements of the document's block, with this test's names in place of its own.
std::string documented_rights(const std::string& schema, const std::string& role) {
  const std::string document = house::text_of("docs/operations.md");
  std::smatch found;
  if (!std::regex_search(document, found, std::regex(R"(```sql\n(CREATE ROLE signet_server[^`]*)```)"))) {
    throw std::runtime_error("docs/operations.md no longer says which rights the server needs");
  }
  std::string text = std::regex_replace(found.str(1), std::regex("signet_server"), role);
  text = std::regex_replace(text, std::regex("signet_owner"), "signet");
  text = std::regex_replace(text, std::regex("SCHEMA signet\\b"), "SCHEMA " + schema);
  return std::regex_replace(text, std::regex("PASSWORD '[^']*'"), "PASSWORD 'unused'");
}

class LeastPrivilege : public ::testing::Test {
 protected:
  LeastPrivilege() {
    owners.script(documented_rights(owners.name(), role));
    (void)contract::open_at(owners);  // migrates, as the owner
    settings = contract::settings_for(owners);
    settings.url = std::regex_replace(settings.url, std::regex("//[^@]*@"), "//" + role + "@");
    server = storage::open(settings, contract::test_random());
  }
  ~LeastPrivilege() override {
    server.reset();
    owners.script("DROP OWNED BY " + role + "; DROP ROLE " + role);
  }
  contract::PostgresSchema owners;
  storage::Settings settings;
  const std::string role = owners.name() + "_server";
  std::unique_ptr<storage::Database> server;
};

TEST_F(LeastPrivilege, TheServerDoesAllItsWork) {
  EXPECT_TRUE(server->migrations().fit_to_serve());
  World world(World::default_settings(), app::stores_of(*server), from_epoch_seconds(1'800'000'000));
  world.account();
  const Credentials app = world.client();
  const Json tokens = body_of(redeem(world, app, code_for(world, app)));
  EXPECT_EQ(refresh(world, app, tokens.at("refresh_token")).status, 200);
  EXPECT_EQ(world.get("/oauth2/userinfo", {{"Authorization", "Bearer " + tokens.at("access_token").get<std::string>()}}).status, 200);
  EXPECT_EQ(world.post_as(app, "/oauth2/revoke", {{"token", tokens.at("refresh_token")}}).status, 200);
  Browser browser(world);
  const Stop list = browser.sign_in(browser.open(std::string(kIssuer) + "/account"));
  EXPECT_EQ(list.status, 200);
  world.provider->keys().rotate(world.now, true);
  server->remove_expired(world.now + std::chrono::hours(24 * 400));
}

TEST_F(LeastPrivilege, TheServerCannotChangeTheSchema) {
  EXPECT_FALSE(server->may_change_schema());
  EXPECT_TRUE(contract::open_at(owners)->may_change_schema()) << "its owner may";
  const auto engine = contract::make_engine(settings);
  for (const char* change : {"CREATE TABLE mine (a BIGINT)", "ALTER TABLE clients ADD COLUMN mine BIGINT", "DROP TABLE sessions",
                             "CREATE INDEX mine ON sessions (sid)", "TRUNCATE signing_keys", "CREATE SCHEMA mine",
                             "GRANT SELECT ON sessions TO PUBLIC WITH GRANT OPTION"}) {
    SCOPED_TRACE(change);
    EXPECT_ANY_THROW(engine->transaction([&](storage::Executor& db) { db.script(change); }));
  }
  EXPECT_TRUE(server->migrations().fit_to_serve()) << "nothing has changed";
}

}  // namespace
}  // namespace signet::testing
