#include "storage/postgres_connection.h"

#include <memory>

#include <poll.h>

#include "storage/connect_hook.h"
#include "storage/errors.h"

namespace signet::storage {
namespace {

// The server gives up a statement first; only if it does not, the watchdog does.
constexpr auto kWatchdogDelay = std::chrono::seconds(2);
constexpr auto kPatience = std::chrono::seconds(60);
// After such a rest a silent loss (a firewall that forgot us) is likely enough to be worth a round trip.
constexpr auto kPingAfter = std::chrono::seconds(30);

// libpq would print notices to standard error; they may quote values, so they are not passed on either.
void drop_notice(void*, const char*) {}

}  // namespace

PostgresConnection::PostgresConnection(const PostgresSettings& settings, Watchdog& watchdog)
    : SociConnection(Dialect::postgres, settings.prepared_statements),
      watchdog_(watchdog),
      ordinary_limit_(settings.statement_timeout + kWatchdogDelay),
      limit_(ordinary_limit_),
      last_used_(std::chrono::steady_clock::now()) {
  try {
    session_.open(soci::postgresql, settings.uri);
  } catch (...) {
    close_forgotten_connection();
    rethrow_as_error("connect");
  }
  PQsetNoticeProcessor(native(), drop_notice, nullptr);
}

PGconn* PostgresConnection::native() {
  return static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_;
}

std::vector<Row> PostgresConnection::rows(const Sql& sql, Arguments arguments) {
  const Watchdog::Watch watch(watchdog_, PQsocket(native()), limit_);
  return SociConnection::rows(sql, arguments);
}

std::string PostgresConnection::command(const char* name, const std::string& text) {
  const Watchdog::Watch watch(watchdog_, PQsocket(native()), limit_);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(native(), text.c_str()), PQclear);
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    return PQcmdStatus(result.get());
  }
  const char* sqlstate = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const bool gone = sqlstate == nullptr || PQstatus(native()) != CONNECTION_OK;
  const Trouble trouble = gone ? Trouble::lost : trouble_of_sqlstate(sqlstate);
  if (trouble == Trouble::lost) {
    set_broken();
  }
  throw Error(trouble, sqlstate != nullptr ? sqlstate : "08000", name);
}

void PostgresConnection::script(const std::string& text) { command("script", text); }

void PostgresConnection::be_patient() {
  const std::string limit = std::to_string(std::chrono::milliseconds(kPatience).count());
  command("be_patient", "SET LOCAL statement_timeout = " + limit + "; SET LOCAL lock_timeout = " + limit);
  limit_ = kPatience + kWatchdogDelay;
}

void PostgresConnection::begin() { command("begin", "BEGIN"); }

void PostgresConnection::commit() {
  limit_ = ordinary_limit_;
  // COMMIT of a transaction that has failed succeeds with the tag ROLLBACK: that is no success.
  if (command("commit", "COMMIT") != "COMMIT") {
    throw Error(Trouble::defect, "rolled back", "commit");
  }
}

void PostgresConnection::rollback() noexcept {
  limit_ = ordinary_limit_;
  if (broken()) {
    return;
  }
  try {
    command("rollback", "ROLLBACK");
  } catch (...) {
    set_broken();
  }
}

bool PostgresConnection::in_transaction() { return PQtransactionStatus(native()) != PQTRANS_IDLE; }

// A server that ended this session has sent an end of file, perhaps a farewell before it. Nobody else speaks
// unasked, so anything to read means that the connection is gone or about to be: a restart of the server
// costs no request its answer.
bool PostgresConnection::wakes_up() {
  pollfd waiting{PQsocket(native()), POLLIN, 0};
  if (PQstatus(native()) != CONNECTION_OK || poll(&waiting, 1, 0) != 0) {
    return false;
  }
  if (std::chrono::steady_clock::now() - last_used_ < kPingAfter) {
    return true;
  }
  try {
    command("ping", "SELECT 1");
    return true;
  } catch (const Error&) {
    return false;
  }
}

bool PostgresConnection::is_clean() {
  last_used_ = std::chrono::steady_clock::now();
  return !broken() && PQstatus(native()) == CONNECTION_OK && !in_transaction();
}

}  // namespace signet::storage
