#include "storage/statement.h"

#include <cstring>
#include <optional>

#include "base/text.h"
#include "storage/errors.h"

namespace signet::storage {

Statement::Statement(soci::session& session, Dialect dialect, const Sql& sql, Arguments arguments,
                     bool prepared)
    : dialect_(dialect), sql_(sql), statement_(session) {
  for (const Argument& argument : arguments) {
    inputs_.push_back({argument.name, argument.value.kind(), {}, 0, soci::i_ok});
    Input& input = inputs_.back();
    if (input.kind == Value::Kind::text) {
      statement_.exchange(soci::use(input.text, input.indicator, input.name));
    } else {
      statement_.exchange(soci::use(input.number, input.indicator, input.name));
    }
  }
  for (int i = 0; i < sql.columns; ++i) {
    outputs_.emplace_back();
    statement_.exchange(soci::into(outputs_.back().text, outputs_.back().indicator));
  }
  statement_.alloc();
  statement_.prepare(sql.text,
                     prepared ? soci::details::st_repeatable_query : soci::details::st_one_time_query);
  statement_.define_and_bind();
}

void Statement::bind(Arguments arguments) {
  if (arguments.size() != inputs_.size()) {
    throw Error(Trouble::defect, "other arguments than before", sql_.name);
  }
  auto input = inputs_.begin();
  for (const Argument& argument : arguments) {
    const Value& value = argument.value;
    if (std::strcmp(argument.name, input->name) != 0 || value.kind() != input->kind) {
      throw Error(Trouble::defect, "other arguments than before", sql_.name);
    }
    if (value.kind() == Value::Kind::text && !is_storable_text(value.text())) {
      throw Error(Trouble::defect, "text that cannot be stored", sql_.name);  // [S-D1] [S-D2]
    }
    input->indicator = value.null() ? soci::i_null : soci::i_ok;
    input->number = value.number();
    input->text.assign(value.text());
    ++input;
  }
}

// Outputs are cleared before each execution and read only when a row came: after a miss SOCI leaves the row
// of the execution before in them. All rows are fetched to the end: on SQLite a RETURNING that is not drained
// is not committed and keeps the write lock, and a SELECT that is not drained keeps its snapshot.
std::vector<Row> Statement::execute(Arguments arguments) {
  bind(arguments);
  for (Output& output : outputs_) {
    output.text.clear();
    output.indicator = soci::i_null;
  }
  std::vector<Row> rows;
  bool got_row = statement_.execute(/*withDataExchange=*/true);
  if (columns_answered() != sql_.columns) {
    throw Error(Trouble::defect, "miscounted columns", sql_.name);
  }
  while (got_row && sql_.columns > 0) {
    rows.push_back(copy_row());
    got_row = statement_.fetch();
  }
  return rows;
}

Row Statement::copy_row() const {
  std::vector<std::optional<std::string>> cells;
  cells.reserve(outputs_.size());
  for (const Output& output : outputs_) {
    cells.push_back(output.indicator == soci::i_null ? std::nullopt : std::optional(output.text));
  }
  return {sql_.name, std::move(cells)};
}

// According to the library, so that a miscounted Sql::columns is noticed at once. A static_cast, because SOCI
// hides the type information of its backends.
int Statement::columns_answered() {
  auto* backend = statement_.get_backend();
  if (dialect_ == Dialect::sqlite) {
    return sqlite_api::sqlite3_column_count(static_cast<soci::sqlite3_statement_backend*>(backend)->stmt_);
  }
  return PQnfields(static_cast<soci::postgresql_statement_backend*>(backend)->result_);
}

}  // namespace signet::storage
