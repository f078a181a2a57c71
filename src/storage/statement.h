// One prepared statement on one connection: bound once to buffers of its own, executed only in the one way
// that is safe with SOCI.
#pragma once

#include <list>
#include <string>
#include <vector>

#include "storage/soci.h"
#include "storage/sql.h"

namespace signet::storage {

class Statement {
 public:
  // Prepares `sql`; the names and kinds of `arguments` are fixed from now on. With `prepared` off PostgreSQL
  // parses it anew each time, for poolers that hand each transaction to another session.
  Statement(soci::session& session, Dialect dialect, const Sql& sql, Arguments arguments, bool prepared);

  // Throws what SOCI throws; then this object must not be used again, because SOCI leaks what was bound.
  [[nodiscard]] std::vector<Row> execute(Arguments arguments);

 private:
  struct Input {
    const char* name;
    Value::Kind kind;
    std::string text;
    long long number = 0;
    soci::indicator indicator = soci::i_ok;
  };
  struct Output {
    std::string text;
    soci::indicator indicator = soci::i_null;
  };

  void bind(Arguments arguments);
  [[nodiscard]] Row copy_row() const;
  [[nodiscard]] int columns_answered();

  const Dialect dialect_;
  const Sql& sql_;
  std::list<Input> inputs_;  // a list: SOCI keeps their addresses
  std::list<Output> outputs_;
  soci::statement statement_;  // last: destroyed before what it is bound to
};

}  // namespace signet::storage
