#include "storage/soci_connection.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "storage/errors.h"

namespace signet::storage {

std::vector<Row> SociConnection::rows(const Sql& sql, Arguments arguments) {
  count_statement();
  try {
    auto& statement = statements_[&sql];
    if (!statement) {
      statement = std::make_unique<Statement>(session_, dialect_, sql, arguments, prepared_);
    }
    return statement->execute(arguments);
  } catch (...) {
    statements_.erase(&sql);  // SOCI cannot use a statement safely that has thrown
    rethrow_as_error(sql.name);
  }
}

void SociConnection::rethrow_as_error(const char* statement) {
  try {
    throw;
  } catch (const Error&) {
    throw;
  } catch (const soci::postgresql_soci_error& error) {
    const std::string sqlstate = error.sqlstate();
    // Prepared statements unknown to the server, a changed result type, a primary that is one no more: a new
    // connection knows better.
    constexpr std::array<std::string_view, 3> kStale{"26000", "0A000", "25006"};
    const Trouble trouble = trouble_of_sqlstate(sqlstate);
    if (trouble == Trouble::lost || std::find(kStale.begin(), kStale.end(), sqlstate) != kStale.end()) {
      set_broken();
    }
    throw Error(trouble, sqlstate, statement);
  } catch (const soci::sqlite3_soci_error& error) {
    throw Error(trouble_of_sqlite(error.result()), "SQLITE_" + std::to_string(error.result()), statement);
  } catch (const std::exception&) {
    // Without a code it is a connection that could not be made or used, or SOCI failing at building its
    // message.
    set_broken();
    throw Error(Trouble::lost, "no code", statement);
  }
}

}  // namespace signet::storage
