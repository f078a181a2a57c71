// A connection to nothing, whose every answer a test decides.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "storage/connection.h"

namespace signet::storage {

// What all connections of a test did, and shall do.
struct FakeServer {
  std::vector<std::string> said;  // commands, in order
  std::function<void(const std::string& command)> on_command = [](const std::string&) {};
  bool awake = true;
  bool clean = true;
  std::atomic<int> open = 0;
};

class FakeConnection final : public Connection {
 public:
  explicit FakeConnection(FakeServer& server) : server_(server) { ++server_.open; }
  ~FakeConnection() override { --server_.open; }

  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }
  std::vector<Row> rows(const Sql& sql, Arguments) override {
    command(sql.name);
    return {};
  }
  void script(const std::string& text) override { command(text); }
  void be_patient() override {}
  void begin() override {
    command("BEGIN");
    in_transaction_ = true;
  }
  void commit() override {
    command("COMMIT");
    in_transaction_ = false;
  }
  void rollback() noexcept override {
    server_.said.emplace_back("ROLLBACK");
    in_transaction_ = false;
  }
  [[nodiscard]] bool in_transaction() override { return in_transaction_; }
  [[nodiscard]] bool wakes_up() override { return server_.awake; }
  [[nodiscard]] bool is_clean() override { return server_.clean; }
  void lose_transaction() { in_transaction_ = false; }

 private:
  void command(const std::string& text) {
    server_.said.push_back(text);
    server_.on_command(text);
  }

  FakeServer& server_;
  bool in_transaction_ = false;
};

}  // namespace signet::storage
