// SQL as data: a statement with a name, the values it is given, the rows it answers. No library in sight, so
// the stores above this header do not know which one is spoken to.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace signet::storage {

enum class Dialect { sqlite, postgres };

// A statement that each connection prepares once and keeps; identified by its address, so it must live for
// ever. Parameters are written :name. Comments, E'' strings and array slices would confuse the parser of
// SOCI.
struct Sql {
  const char* name;  // what logs and errors call it
  int columns;       // of the rows it answers; 0: it answers none
  const char* text;
};

// A value to bind: text (valid as long as what it was made of), a whole number, or NULL of either kind.
class Value {
 public:
  enum class Kind { text, number };

  Value(std::string_view text) : kind_(Kind::text), text_(text) {}
  Value(const std::string& text) : kind_(Kind::text), text_(text) {}
  Value(const char* text) : kind_(Kind::text), text_(text) {}
  Value(std::int64_t number) : kind_(Kind::number), number_(number) {}
  Value(int number) : kind_(Kind::number), number_(number) {}
  Value(bool flag) : kind_(Kind::number), number_(flag ? 1 : 0) {}
  Value(Time time) : kind_(Kind::number), number_(epoch_ms(time)) {}
  Value(const std::optional<Time>& time)
      : kind_(Kind::number), null_(!time), number_(time ? epoch_ms(*time) : 0) {}
  Value(const std::optional<std::string>& text)
      : kind_(Kind::text), null_(!text), text_(text ? std::string_view(*text) : std::string_view()) {}

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool null() const { return null_; }
  [[nodiscard]] std::string_view text() const { return text_; }
  [[nodiscard]] std::int64_t number() const { return number_; }

 private:
  Kind kind_;
  bool null_ = false;
  std::int64_t number_ = 0;
  std::string_view text_;
};

struct Argument {
  const char* name;
  Value value;
};
using Arguments = std::initializer_list<Argument>;

// One row, read column by column from left to right. Reading NULL where none is expected, past the end, or a
// number that is none throws: the schema is not the one this program was written for.
class Row {
 public:
  Row(const char* statement, std::vector<std::optional<std::string>> cells);

  [[nodiscard]] std::string text();
  [[nodiscard]] std::optional<std::string> optional_text();
  [[nodiscard]] std::int64_t number();
  [[nodiscard]] bool flag() { return number() != 0; }
  [[nodiscard]] Time time() { return from_epoch_ms(number()); }
  [[nodiscard]] std::optional<Time> optional_time();

 private:
  std::optional<std::string>& next();
  [[nodiscard]] std::int64_t parse(const std::string& cell) const;

  const char* statement_;
  std::vector<std::optional<std::string>> cells_;
  std::size_t at_ = 0;
};

// Where statements run: inside a read, a single statement or a transaction of an Engine.
class Executor {
 public:
  virtual ~Executor() = default;

  [[nodiscard]] virtual Dialect dialect() const = 0;

  // All rows, after the statement has run to its end. Throws Error. Text that is no UTF-8 or holds a NUL is
  // refused before it is sent: PostgreSQL would cut it, SQLite keep it [S-D1] [S-D2].
  virtual std::vector<Row> rows(const Sql& sql, Arguments arguments = {}) = 0;

  // The first row, if there is one.
  [[nodiscard]] std::optional<Row> row(const Sql& sql, Arguments arguments = {});
  // Whether it answered a row: how compare-and-set statements say that they won.
  [[nodiscard]] bool hits(const Sql& sql, Arguments arguments = {}) {
    return row(sql, arguments).has_value();
  }
  void run(const Sql& sql, Arguments arguments = {}) { rows(sql, arguments); }

  // Several statements without arguments or rows; for migrations.
  virtual void script(const std::string& text) = 0;

  // This transaction may take a minute: it changes every row of something, or waits for another who does.
  virtual void be_patient() = 0;
};

// How many statements stores have run for the calling thread so far; transaction control is not counted. Lets
// tests assert what a flow costs.
[[nodiscard]] std::uint64_t statements_of_this_thread();
void count_statements(std::uint64_t more);  // that ran elsewhere on behalf of the calling thread

// How many have run in this process, on whatever thread.
[[nodiscard]] std::uint64_t statements_of_all();
void count_statement();  // just now, here

// How many works that may change something it has waited for, each of which is one commit.
[[nodiscard]] std::uint64_t writes_of_this_thread();
void count_write();

}  // namespace signet::storage
