// The migrations built into the program, and which of them a database gets.
#include "storage/migrations.h"

#include <array>
#include <stdexcept>

#include <gtest/gtest.h>

namespace signet::storage {
namespace {

std::vector<std::string> names(Dialect dialect, std::span<const EmbeddedFile> files) {
  std::vector<std::string> found;
  for (const Migration& migration : migrations_for(dialect, files)) found.push_back(migration.name);
  return found;
}

TEST(Migrations, AreForBothDatabasesOrForOne) {
  const std::array<EmbeddedFile, 4> files{{{"0001_one.sql", "1"},
                                           {"0002_two.postgres.sql", "2p"},
                                           {"0002_two.sqlite.sql", "2s"},
                                           {"0004_four.postgres.sql", "4"}}};
  EXPECT_EQ(names(Dialect::postgres, files), (std::vector<std::string>{"0001_one", "0002_two", "0004_four"}));
  EXPECT_EQ(names(Dialect::sqlite, files), (std::vector<std::string>{"0001_one", "0002_two"}));
  EXPECT_EQ(migrations_for(Dialect::sqlite, files)[1].text, "2s");
  EXPECT_EQ(migrations_for(Dialect::sqlite, files)[1].number, 2);
  EXPECT_NE(migrations_for(Dialect::sqlite, files)[1].checksum,
            migrations_for(Dialect::postgres, files)[1].checksum);
}

TEST(Migrations, OfOtherNamesOrOneNumberTwiceAreADefect) {
  for (const char* name :
       {"one.sql", "001_one.sql", "0001.sql", "0001_one.txt", "0001-one.sql", "+001_one.sql"}) {
    const std::array<EmbeddedFile, 1> files{{{name, ""}}};
    EXPECT_THROW((void)migrations_for(Dialect::sqlite, files), std::logic_error) << name;
  }
  const std::array<EmbeddedFile, 2> twice{{{"0001_one.sql", ""}, {"0001_two.sql", ""}}};
  EXPECT_THROW((void)migrations_for(Dialect::sqlite, twice), std::logic_error);
}

TEST(Migrations, OfTheProgramUseOnlyTypesThatBothDatabasesAgreeOn) {
  for (const Dialect dialect : {Dialect::sqlite, Dialect::postgres}) {
    const auto all = migrations_for(dialect, embedded_migrations());
    ASSERT_GE(all.size(), 6U);
    for (Migration migration : all) {
      // Of SQLite alone: a number that no later row ever gets again.
      if (const auto own = migration.text.find("INTEGER PRIMARY KEY AUTOINCREMENT"); own != std::string::npos && dialect == Dialect::sqlite) {
        migration.text.erase(own, std::string_view("INTEGER").size());
      }
      for (const char* type :
           {"JSON", "BYTEA", "TIMESTAMP", "SERIAL", "BOOLEAN", "VARCHAR", "UUID", "INTEGER"}) {
        EXPECT_EQ(migration.text.find(type), std::string::npos) << migration.name << " uses " << type;
      }
    }
  }
}

}  // namespace
}  // namespace signet::storage
