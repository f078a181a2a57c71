// A connection to PostgreSQL through SOCI and, where SOCI has no word for it, libpq.
#pragma once

#include <chrono>
#include <string>

#include "storage/soci_connection.h"
#include "storage/watchdog.h"

namespace signet::storage {

struct PostgresSettings {
  std::string uri;  // complete, with every parameter; holds a password, never printed
  std::chrono::milliseconds statement_timeout;
  bool prepared_statements = true;
};

class PostgresConnection final : public SociConnection {
 public:
  // Connects; throws Error (lost) where that fails.
  PostgresConnection(const PostgresSettings& settings, Watchdog& watchdog);

  std::vector<Row> rows(const Sql& sql, Arguments arguments) override;
  void script(const std::string& text) override;
  void be_patient() override;
  void begin() override;
  void commit() override;
  void rollback() noexcept override;
  [[nodiscard]] bool in_transaction() override;
  [[nodiscard]] bool wakes_up() override;
  [[nodiscard]] bool is_clean() override;

 private:
  [[nodiscard]] PGconn* native();
  // Runs simple commands and returns the tag of the last one; throws Error.
  std::string command(const char* name, const std::string& text);

  Watchdog& watchdog_;
  const std::chrono::milliseconds ordinary_limit_;
  std::chrono::milliseconds limit_;  // of a call, after which the watchdog cuts it
  std::chrono::steady_clock::time_point last_used_;
};

}  // namespace signet::storage
