// What a verb costs: how many statements the database is asked, since each is a round trip on PostgreSQL.
#include "contract/people.h"
#include "contract/stores.h"
#include "storage/sql.h"

namespace signet::contract {
namespace {

class Cost : public DatabaseContract {
 protected:
  Cost() { EXPECT_TRUE(database->accounts().create(account("alice"))); }
  template <typename Act>
  std::uint64_t statements(Act act) {
    const std::uint64_t before = storage::statements_of_this_thread();
    act();
    return storage::statements_of_this_thread() - before;
  }
  const bool postgres = GetParam() == Kind::postgres;
};
INSTANTIATE_TEST_SUITE_P(Databases, Cost, both_databases(), name_of);

TEST_P(Cost, HotVerbsAreOneStatementEach) {
  const auto browser = session("s", "alice");
  const auto mine = family("f", "alice", "app", "sid-s");
  EXPECT_EQ(statements([&] { database->sessions().begin(browser, "", kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->sessions().view("cookie-s", "app", kNow, kNow - hours(1)); }),
            1U);
  EXPECT_EQ(statements([&] { database->sessions().touch("cookie-s", kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->families().redeem_code("code", kCodeEnd, mine, kNow); }),
            postgres ? 1U : 3U);
  EXPECT_EQ(statements([&] { (void)database->families().rotate(rotation_of(mine, 0, kNow)); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->families().rotate(rotation_of(mine, 0, kNow)); }), 2U)
      << "a replay";
  EXPECT_EQ(statements([&] { (void)database->families().find("f", kNow); }), 1U);
  EXPECT_EQ(statements([&] { database->families().revoke("f", "app", kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->assertions().use_once("app", "jti", kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->accounts().find_by_email("alice@example.test"); }), 1U);
  const authorization::StoredPushedRequest pushed{"digest", "app", "sealed", kNow + seconds(60)};
  EXPECT_EQ(statements([&] { (void)database->pushed_requests().push(pushed, 10, kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->pushed_requests().visit("digest", "app", kNow, kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->pushed_requests().find("digest", "app", kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->pushed_requests().complete("digest", kNow); }), 1U);
  EXPECT_EQ(statements([&] { database->failures().record("key", kNow, kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->device_codes().create({"d", "u", "tv", {}, seconds(5), kNow, kCodeEnd}, 9, kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->device_codes().poll("d", "tv", kNow); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->revocations().revoked_since(kNow, kNow); }), 1U);
}

TEST_P(Cost, PollingIsOneStatement) {
  EXPECT_EQ(statements([&] { (void)database->versions(); }), 1U);
  EXPECT_EQ(statements([&] { database->ping(); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->clients().load(); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->keys().load(); }), 1U);
  EXPECT_EQ(statements([&] { (void)database->resources().load(); }), 1U);
}

}  // namespace
}  // namespace signet::contract
