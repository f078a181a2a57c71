// What SQLite needs beyond the common contract: a private file, one truth in memory, a log that does not
// grow.
#include "storage/sqlite_engine.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "crypto/random.h"
#include "storage/errors.h"

namespace signet::storage {
namespace {

constexpr Sql kAdd{"test.add", 0, "INSERT INTO things (name) VALUES (:name)"};
constexpr Sql kCount{"test.count", 1, "SELECT count(*) FROM things"};
constexpr Sql kForeignKeys{"test.foreign_keys", 1, "PRAGMA foreign_keys"};
constexpr Sql kNames{"test.names", 1, "SELECT name FROM things"};

class Sqlite : public ::testing::Test {
 protected:
  Sqlite() {
    std::string name = (std::filesystem::temp_directory_path() / "signet-sqlite.XXXXXX").string();
    directory = mkdtemp(name.data());
  }
  ~Sqlite() override { std::filesystem::remove_all(directory); }
  static unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
  }
  static void make_things(Engine& engine) {
    engine.transaction([](Executor& db) { db.script("CREATE TABLE things (name TEXT NOT NULL)"); });
  }
  static std::int64_t things(Engine& engine) {
    return engine.read([](Executor& db) { return db.row(kCount)->number(); });
  }

  std::filesystem::path directory;
  crypto::SystemRandom random;
};

TEST_F(Sqlite, AllItsFilesArePrivate) {
  const auto path = directory / "new" / "signet.db";
  SqliteEngine engine(path, {}, random);
  make_things(engine);
  for (const char* suffix : {"", "-wal", "-shm"}) {
    EXPECT_EQ(mode_of(path.string() + suffix), 0600U) << suffix;
  }
}

TEST_F(Sqlite, AFileThatCannotBeOpenedIsUnavailable) {
  std::filesystem::create_directory(directory / "not-a-file");
  EXPECT_THROW(SqliteEngine(directory / "not-a-file", {}, random), Unavailable);
}

TEST_F(Sqlite, AFileThatIsNoDatabaseIsLeftAlone) {
  const auto path = directory / "letter.txt";
  std::ofstream(path)
      << "Dear reader, this is a letter and no database, whatever you have been told about it.";
  EXPECT_THROW(SqliteEngine(path, {}, random), Error);
  std::string word;
  EXPECT_TRUE(std::ifstream(path) >> word && word == "Dear");
}

TEST_F(Sqlite, InMemoryAllThreadsSeeTheSame) {
  SqliteEngine engine(":memory:", {}, random);
  make_things(engine);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      engine.statement([](Executor& db) { db.run(kAdd, {{"name", "x"}}); });
      EXPECT_GE(things(engine), 1);
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(things(engine), 8);
  EXPECT_EQ(engine.weaknesses().size(), 1U) << "a power loss takes it all, and that is said";
}

TEST_F(Sqlite, ForeignKeysAreEnforced) {
  SqliteEngine engine(directory / "signet.db", {}, random);
  EXPECT_EQ(engine.transaction([](Executor& db) { return db.row(kForeignKeys)->number(); }), 1);
}

TEST_F(Sqlite, ReadsKeepNoSnapshotThatWouldLetTheLogGrow) {
  SqliteEngine engine(directory / "signet.db", {}, random);
  make_things(engine);
  const std::string page(4000, 'x');
  for (int batch = 0; batch < 90; ++batch) {
    engine.transaction([&](Executor& db) {
      for (int i = 0; i < 300; ++i) db.run(kAdd, {{"name", page}});
    });
    EXPECT_TRUE(engine.read([](Executor& db) { return db.row(kNames); })) << "one row of many";
  }
  // Twenty-seven thousand pages went through the log, which begins anew after sixteen thousand if nobody still reads it.
  EXPECT_LT(std::filesystem::file_size(directory / "signet.db-wal"), 18000U * 4120U);
}

TEST_F(Sqlite, ARolledBackJobLeavesNothing) {
  SqliteEngine engine(directory / "signet.db", {}, random);
  make_things(engine);
  struct Mine {};
  EXPECT_THROW(engine.transaction([](Executor& db) {
    db.run(kAdd, {{"name", "x"}});
    throw Mine();
  }),
               Mine);
  EXPECT_EQ(things(engine), 0);
}

}  // namespace
}  // namespace signet::storage
