#include "storage/sqlite_engine.h"

#include <algorithm>
#include <memory>

#include "storage/errors.h"
#include "storage/sqlite_connection.h"

namespace signet::storage {
namespace {

constexpr int kSynchronousFull = 2;

constexpr Sql kSynchronous{"weaknesses.synchronous", 1, "PRAGMA synchronous"};
constexpr Sql kJournalMode{"weaknesses.journal_mode", 1, "PRAGMA journal_mode"};

}  // namespace

SqliteEngine::SqliteEngine(const std::string& path, const Settings& settings, Random& random)
    : in_memory_(path == ":memory:"),
      readers_(
          [path] { return std::make_unique<SqliteConnection>(path, SqliteConnection::Access::read_only); },
          settings.pool_size, settings.lease_timeout, random) {
  try {
    writer_.emplace(std::make_unique<SqliteConnection>(path, SqliteConnection::Access::read_write, settings.actor));
  } catch (const Error& error) {
    rethrow_outwards(error);
  }
}

void SqliteEngine::run(Manner manner, const Work& work) {
  try {
    if (manner == Manner::read && !in_memory_) {
      work(*readers_.lease());
    } else {
      writer_->run(work);
    }
  } catch (const Error& error) {
    rethrow_outwards(error);
  }
}

std::vector<std::string> SqliteEngine::weaknesses() {
  if (in_memory_) {
    return {"kept in memory only"};
  }
  std::vector<std::string> found;
  transaction([&](Executor& db) {
    found.clear();
    if (const auto level = db.row(kSynchronous)->number(); level < kSynchronousFull) {
      found.push_back("synchronous = " + std::to_string(level));
    }
    if (const auto mode = db.row(kJournalMode)->text(); mode != "wal") {
      found.push_back("journal_mode = " + mode);
    }
  });
  return found;
}

}  // namespace signet::storage
