#include "storage/migrator.h"

#include <algorithm>
#include <map>
#include <utility>

namespace signet::storage {
namespace {

// Two starters that create the same table at once fail on PostgreSQL, IF NOT EXISTS or not; so the lock comes
// before everything. It ends with the transaction. The number means nothing.
constexpr Sql kLock{"migrate.lock", 1, "SELECT CAST(pg_advisory_xact_lock(7421904416833) AS TEXT)"};

constexpr const char* kMakeTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT "
    "NULL, "
    "excludes_before BIGINT NOT NULL DEFAULT 0)";

constexpr Sql kTableExistsSqlite{
    "migrate.exists", 1,
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"};
constexpr Sql kTableExistsPostgres{
    "migrate.exists", 1,
    "SELECT CAST(relname AS TEXT) FROM pg_class WHERE oid = to_regclass('schema_migrations')"};

constexpr Sql kApplied{
    "migrate.applied", 4,
    "SELECT number, name, checksum, excludes_before FROM schema_migrations ORDER BY number"};
constexpr Sql kRecord{"migrate.record", 0,
                      "INSERT INTO schema_migrations (number, name, checksum, applied_at) "
                      "VALUES (:number, :name, :checksum, :now)"};

struct Applied {
  std::string name;
  std::string checksum;
  // Programs that do not know this migration must not work with the schema. A file that is such a turning
  // point says UPDATE schema_migrations SET excludes_before = NNNN WHERE number = NNNN.
  std::int64_t excludes_before = 0;
};
using AppliedByNumber = std::map<std::int64_t, Applied>;

AppliedByNumber applied(Executor& db) {
  AppliedByNumber found;
  for (Row& row : db.rows(kApplied)) {
    const std::int64_t number = row.number();
    Applied& entry = found[number];
    entry.name = row.text();
    entry.checksum = row.text();
    entry.excludes_before = row.number();
  }
  return found;
}

void lock(Executor& db) {
  if (db.dialect() == Dialect::postgres) {  // SQLite's transactions hold the write lock anyway
    db.be_patient();
    db.run(kLock);
  }
}

void refuse_edited(const std::vector<Migration>& migrations, const AppliedByNumber& applied) {
  for (const Migration& migration : migrations) {
    const auto row = applied.find(migration.number);
    if (row != applied.end() && row->second.checksum != migration.checksum) {
      throw EditedMigration("migration " + migration.name + " has been edited after it was applied");
    }
  }
}

}  // namespace

Migrator::Migrator(Engine& engine, std::vector<Migration> migrations)
    : engine_(engine), migrations_(std::move(migrations)) {}

void Migrator::migrate(Time now) {
  const auto apply_next = [&](Executor& db) {
    lock(db);
    db.script(kMakeTable);
    const AppliedByNumber done = applied(db);
    refuse_edited(migrations_, done);
    const auto next = std::find_if(migrations_.begin(), migrations_.end(), [&](const Migration& migration) {
      return !done.contains(migration.number);
    });
    if (next == migrations_.end()) {
      return false;
    }
    db.run(kRecord,
           {{"number", next->number}, {"name", next->name}, {"checksum", next->checksum}, {"now", now}});
    db.script(next->text);
    return true;
  };
  while (engine_.transaction(apply_next)) {
  }
}

MigrationStatus Migrator::status() {
  using State = MigrationStatus::State;
  return engine_.read([&](Executor& db) {
    MigrationStatus status;
    AppliedByNumber done;
    if (db.hits(db.dialect() == Dialect::sqlite ? kTableExistsSqlite : kTableExistsPostgres)) {
      done = applied(db);
    }
    const std::int64_t newest = migrations_.empty() ? 0 : migrations_.back().number;
    std::map<std::int64_t, MigrationStatus::Entry> entries;
    for (const auto& [number, row] : done) {
      entries[number] = {row.name, State::unknown};
      status.too_new |= row.excludes_before > newest;
    }
    for (const Migration& migration : migrations_) {
      const auto row = done.find(migration.number);
      const State state = row == done.end()                            ? State::pending
                          : row->second.checksum == migration.checksum ? State::applied
                                                                       : State::edited;
      entries[migration.number] = {migration.name, state};
    }
    for (auto& [number, entry] : entries) {
      status.entries.push_back(std::move(entry));
    }
    return status;
  });
}

bool MigrationStatus::fit_to_serve() const { return complaints().empty(); }

std::vector<std::string> MigrationStatus::complaints() const {
  std::vector<std::string> found;
  for (const Entry& entry : entries) {
    if (entry.state == State::pending) {
      found.push_back("migration " + entry.name + " has not been applied: run `signet migrate up`");
    } else if (entry.state == State::edited) {
      found.push_back("migration " + entry.name + " has been edited after it was applied");
    }
  }
  if (too_new) {
    found.push_back("the schema is too new for this program: upgrade signet");
  }
  return found;
}

}  // namespace signet::storage
