// A schema for one test in the PostgreSQL that tests/support/with_postgres started, so that tests never meet.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "contract/stores.h"
#include "storage/postgres_engine.h"

namespace signet::contract {

class PostgresSchema final : public Place {
 public:
  // Throws, and thereby fails the test, where there is no PostgreSQL: nothing is skipped silently.
  explicit PostgresSchema(bool portable = false);
  ~PostgresSchema() override;
  [[nodiscard]] std::string url() const override { return url_; }
  [[nodiscard]] bool portable() const override { return portable_; }

  [[nodiscard]] const std::string& name() const { return name_; }

  // Ends every session of this schema's users, as an administrator or a failing network would.
  void terminate_everybody();
  // The one value that `text` selects, on a connection that is none of the database under test.
  [[nodiscard]] std::string ask(const std::string& text);
  void script(const std::string& text);

 private:
  [[nodiscard]] static std::string ask_once(const std::string& text);
  const bool portable_;
  std::string name_;
  std::string url_;
  std::unique_ptr<storage::PostgresEngine> administrator_;
};

// Stops or starts the whole server: stop-immediate, stop-fast, start, restart.
void control_postgres(const std::string& verb);

}  // namespace signet::contract
