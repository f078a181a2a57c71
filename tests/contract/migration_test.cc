// The schema changes once, whoever starts first, and never behind anybody's back.
#include "contract/people.h"
#include "contract/stores.h"
#include "storage/migrator.h"

namespace signet::contract {
namespace {

using storage::Migration;
using storage::MigrationStatus;
using storage::Migrator;
using State = MigrationStatus::State;

class Migrating : public ::testing::TestWithParam<Kind> {
 protected:
  static Migration migration(std::int64_t number, const std::string& text) {
    return {number, "000" + std::to_string(number) + "_test", text, "checksum of " + text};
  }
  std::vector<State> states(std::vector<Migration> migrations) {
    std::vector<State> found;
    for (const auto& entry : Migrator(*engine, std::move(migrations)).status().entries)
      found.push_back(entry.state);
    return found;
  }
  std::unique_ptr<Place> place = make_place(GetParam());
  std::unique_ptr<storage::Engine> engine = make_engine(settings_for(*place));
  const Migration first = migration(1, "CREATE TABLE one (a BIGINT); INSERT INTO one (a) VALUES (1);");
  const Migration second = migration(2, "CREATE TABLE two (a BIGINT); INSERT INTO one (a) VALUES (2);");
};
INSTANTIATE_TEST_SUITE_P(Databases, Migrating, both_databases(), name_of);

TEST_P(Migrating, EightStartersApplyEachFileOnce) {
  race(
      [&](int) {
        const auto database = storage::open(settings_for(*place), test_random());
        database->migrate(kNow);
        EXPECT_TRUE(database->migrations().fit_to_serve());
      },
      8);
  const auto database = storage::open(settings_for(*place), test_random());
  EXPECT_EQ(count_rows(*place, "schema_migrations"),
            static_cast<std::int64_t>(database->migrations().entries.size()));
  EXPECT_EQ(count_rows(*place, "versions"), 3);
}

TEST_P(Migrating, AnEmptyDatabaseIsNotFitToServe) {
  const auto database = storage::open(settings_for(*place), test_random());
  const auto before = database->migrations();
  EXPECT_FALSE(before.fit_to_serve());
  EXPECT_EQ(before.complaints().size(), before.entries.size());
  EXPECT_NE(before.complaints()[0].find("migrate up"), std::string::npos);
  database->migrate(kNow);
  EXPECT_TRUE(database->migrations().fit_to_serve());
  EXPECT_EQ(database->migrations().complaints(), std::vector<std::string>{});
}

TEST_P(Migrating, WhatIsPendingIsAppliedInOrderAndOnce) {
  EXPECT_EQ(states({first, second}), (std::vector{State::pending, State::pending}));
  Migrator(*engine, {first}).migrate(kNow);
  EXPECT_EQ(states({first, second}), (std::vector{State::applied, State::pending}));
  Migrator(*engine, {first, second}).migrate(kNow);
  Migrator(*engine, {first, second}).migrate(kNow);
  EXPECT_EQ(states({first, second}), (std::vector{State::applied, State::applied}));
  EXPECT_EQ(count_rows(*place, "one"), 2);
}

TEST_P(Migrating, AFileThatFailsLeavesNothingBehindAndStopsTheRest) {
  const auto broken =
      migration(2, "CREATE TABLE two (a BIGINT); INSERT INTO one (a) VALUES (2); SELECT nonsense;");
  const auto third = migration(3, "CREATE TABLE three (a BIGINT);");
  EXPECT_THROW(Migrator(*engine, {first, broken, third}).migrate(kNow), storage::Error);
  EXPECT_EQ(states({first, broken, third}), (std::vector{State::applied, State::pending, State::pending}));
  EXPECT_EQ(count_rows(*place, "one"), 1);
  Migrator(*engine, {first, second, third}).migrate(kNow);
  EXPECT_EQ(count_rows(*place, "two"), 0) << "mended, it can be applied";
}

TEST_P(Migrating, AnEditedFileIsRefusedBeforeAnythingIsChanged) {
  Migrator(*engine, {first}).migrate(kNow);
  const auto edited = migration(1, first.text + " ");
  EXPECT_THROW(Migrator(*engine, {edited, second}).migrate(kNow), storage::EditedMigration);
  EXPECT_EQ(states({edited, second}), (std::vector{State::edited, State::pending}));
  EXPECT_FALSE(Migrator(*engine, {edited}).status().fit_to_serve());
}

TEST_P(Migrating, ANewerSchemaIsFineForAnOlderServer) {
  Migrator(*engine, {first, second}).migrate(kNow);
  EXPECT_EQ(states({first}), (std::vector{State::applied, State::unknown}));
  EXPECT_TRUE(Migrator(*engine, {first}).status().fit_to_serve());
  Migrator(*engine, {first}).migrate(kNow);
}

TEST_P(Migrating, ATurningPointExcludesOlderServers) {
  const auto turn = migration(2, "UPDATE schema_migrations SET excludes_before = 2 WHERE number = 2;");
  Migrator(*engine, {first, turn}).migrate(kNow);
  EXPECT_TRUE(Migrator(*engine, {first, turn}).status().fit_to_serve());
  const auto older = Migrator(*engine, {first}).status();
  EXPECT_TRUE(older.too_new);
  EXPECT_FALSE(older.fit_to_serve());
}

}  // namespace
}  // namespace signet::contract
