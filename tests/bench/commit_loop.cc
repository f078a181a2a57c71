// commit_loop FILE SECONDS ROWS: how many rows a second SQLite commits durably (WAL, synchronous FULL) in one thread that does nothing
// else, ROWS to a commit: the ceiling of a writer that commits together what has gathered. What scripts/bench reads sign-ins beside.
#include <sqlite3.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

void run(sqlite3* db, const char* sql) {
  if (sqlite3_exec(db, sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    std::fprintf(stderr, "commit_loop: %s\n", sqlite3_errmsg(db));
    std::exit(1);
  }
}

}  // namespace

int main(int count, char** arguments) {
  sqlite3* db = nullptr;
  if (count != 4 || sqlite3_open(arguments[1], &db) != SQLITE_OK) {
    std::fprintf(stderr, "commit_loop FILE SECONDS ROWS\n");
    return 2;
  }
  run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, details TEXT, at INTEGER)");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(db, "INSERT INTO rows VALUES (hex(randomblob(16)), hex(randomblob(200)), 1)", -1, &insert, nullptr);
  const int rows = std::atoi(arguments[3]);
  const auto began = std::chrono::steady_clock::now();
  const auto until = began + std::chrono::milliseconds(static_cast<int>(1000 * std::atof(arguments[2])));
  long done = 0;
  while (std::chrono::steady_clock::now() < until) {
    run(db, "BEGIN IMMEDIATE");
    for (int i = 0; i < rows; ++i) {
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    run(db, "COMMIT");
    done += rows;
  }
  std::printf("%.1f\n", static_cast<double>(done) / std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
  sqlite3_finalize(insert);
  sqlite3_close(db);
}
