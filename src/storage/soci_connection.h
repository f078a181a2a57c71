// A connection through SOCI, with the statements it has prepared: what both databases have in common.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "storage/connection.h"
#include "storage/soci.h"
#include "storage/statement.h"

namespace signet::storage {

class SociConnection : public Connection {
 public:
  [[nodiscard]] Dialect dialect() const final { return dialect_; }
  std::vector<Row> rows(const Sql& sql, Arguments arguments) override;

 protected:
  SociConnection(Dialect dialect, bool prepared_statements)
      : dialect_(dialect), prepared_(prepared_statements) {}

  // Called inside a catch block: throws what is being handled as an Error that names `statement`. A
  // connection that has been lost is broken for good.
  [[noreturn]] void rethrow_as_error(const char* statement);

  [[nodiscard]] bool broken() const { return broken_; }
  void set_broken() { broken_ = true; }

  soci::session session_;

 private:
  const Dialect dialect_;
  const bool prepared_;
  bool broken_ = false;
  // After the session, hence destroyed before it: a statement that outlives its session is a crash in SOCI.
  std::unordered_map<const Sql*, std::unique_ptr<Statement>> statements_;
};

}  // namespace signet::storage
