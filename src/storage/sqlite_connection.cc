#include "storage/sqlite_connection.h"

#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "storage/errors.h"

namespace signet::storage {
namespace {

// Made before SQLite would make it readable for all. Its -wal and -shm files inherit the mode.
void make_private_file(const std::string& path) {
  if (const auto directory = std::filesystem::path(path).parent_path(); !directory.empty()) {
    std::error_code ignored;  // opening the file reports what matters
    std::filesystem::create_directories(directory, ignored);
  }
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file >= 0) {
    close(file);
  }
}

}  // namespace

SqliteConnection::SqliteConnection(const std::string& path, Access access, const std::string& actor)
    : SociConnection(Dialect::sqlite, true) {
  const bool in_memory = path == ":memory:";
  if (access == Access::read_write && !in_memory) {
    make_private_file(path);
  }
  try {
    session_.open(soci::sqlite3, "dbname=\"" + path + "\" timeout=5" +
                                     (access == Access::read_only ? " readonly=true" : ""));
  } catch (...) {
    rethrow_as_error("open");
  }
  sqlite_api::sqlite3_extended_result_codes(native(), 1);
  if (access == Access::read_write) {
    bring_actor(actor);
    // FULL, because under NORMAL a power loss takes the last commits with it [R-DB-4]. The log is copied into the file when it has 64 MB and
    // not at every four: a page that many commits changed is copied once, and whoever writes waits for it fifteen times less often.
    command("setup",
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864");
  }
  // A megabyte of pages for each connection: the file system's cache holds the rest.
  // Each savepoint keeps the pages that it may have to restore: in a file, that was half of all that was written.
  command("setup", "PRAGMA foreign_keys = ON; PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY");
}

// The function that the audit's triggers call. It belongs to this connection, so it says who works on this one.
void SqliteConnection::bring_actor(const std::string& actor) {
  const auto answer = [](sqlite_api::sqlite3_context* context, int, sqlite_api::sqlite3_value**) {
    const auto* name = static_cast<const std::string*>(sqlite_api::sqlite3_user_data(context));
    // -1: SQLite copies the text, whose life ends with the connection.
    sqlite_api::sqlite3_result_text64(context, name->data(), name->size(), reinterpret_cast<sqlite_api::sqlite3_destructor_type>(-1), SQLITE_UTF8);
  };
  const int code = sqlite_api::sqlite3_create_function_v2(native(), "signet_actor", 0, SQLITE_UTF8, new std::string(actor), answer, nullptr, nullptr,
                                                          [](void* name) { delete static_cast<std::string*>(name); });
  if (code != SQLITE_OK) {
    throw Error(Trouble::defect, "SQLITE_" + std::to_string(code), "signet_actor");
  }
}

sqlite_api::sqlite3* SqliteConnection::native() {
  return static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
}

void SqliteConnection::command(const char* name, const std::string& text) {
  if (sqlite_api::sqlite3_exec(native(), text.c_str(), nullptr, nullptr, nullptr) != 0) {
    const int code = sqlite_api::sqlite3_extended_errcode(native());
    throw Error(trouble_of_sqlite(code), "SQLITE_" + std::to_string(code), name);
  }
}

void SqliteConnection::script(const std::string& text) { command("script", text); }

void SqliteConnection::begin() { command("begin", "BEGIN IMMEDIATE"); }

void SqliteConnection::commit() { command("commit", "COMMIT"); }

void SqliteConnection::rollback() noexcept {
  if (in_transaction()) {
    sqlite_api::sqlite3_exec(native(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

bool SqliteConnection::in_transaction() { return sqlite_api::sqlite3_get_autocommit(native()) == 0; }

bool SqliteConnection::is_clean() { return !in_transaction(); }

}  // namespace signet::storage
