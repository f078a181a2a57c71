// A connection to an SQLite file, set up so that a commit is durable and readers never wait for the writer.
#pragma once

#include <string>

#include "storage/soci_connection.h"

namespace signet::storage {

class SqliteConnection final : public SociConnection {
 public:
  enum class Access { read_only, read_write };

  // `path` is a file, made with mode 0600 if it is missing, or ":memory:". `actor` is whom the audit names for what is changed here.
  // Throws Error.
  SqliteConnection(const std::string& path, Access access, const std::string& actor = "");

  void script(const std::string& text) override;
  void be_patient() override {}
  void begin() override;  // takes the write lock at once, waiting up to five seconds for another process
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() override;
  [[nodiscard]] bool wakes_up() override { return true; }
  [[nodiscard]] bool is_clean() override;

 private:
  void bring_actor(const std::string& actor);
  void command(const char* name, const std::string& text);
  [[nodiscard]] sqlite_api::sqlite3* native();
};

}  // namespace signet::storage
