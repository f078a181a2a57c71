#include "storage/errors.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/log.h"

namespace signet::storage {
namespace {

// Primary result codes of SQLite [https://sqlite.org/rescode.html]; spelled out so that this file needs no
// sqlite3.h.
constexpr int kBusy = 5, kLocked = 6, kNoMemory = 7, kReadOnly = 8, kInterrupt = 9, kIoError = 10, kFull = 13,
              kCannotOpen = 14, kConstraint = 19;

}  // namespace

Error::Error(Trouble trouble, std::string code, std::string statement)
    : std::runtime_error("storage: " + code + " in " + statement),
      trouble_(trouble),
      code_(std::move(code)),
      statement_(std::move(statement)) {}

Unavailable::Unavailable(const Error& error) : Unavailable(error.code(), error.statement()) {}

Unavailable::Unavailable(std::string code, std::string statement)
    : signet::Unavailable("storage unavailable: " + code + " in " + statement),
      code_(std::move(code)),
      statement_(std::move(statement)) {}

Trouble trouble_of_sqlstate(std::string_view sqlstate) {
  const std::string_view family = sqlstate.substr(0, 2);
  if (family == "08" || sqlstate == "57P01" || sqlstate == "57P02" || sqlstate == "57P03" ||
      sqlstate == "57P05" || sqlstate == "25P03") {
    return Trouble::lost;
  }
  if (sqlstate == "40001" || sqlstate == "40P01") {
    return Trouble::retryable;
  }
  // Cancelled by a timeout, a lock not granted, out of resources, an operating-system error, or a server that
  // has become a read-only standby.
  if (sqlstate == "57014" || sqlstate == "55P03" || family == "53" || family == "58" || sqlstate == "25006") {
    return Trouble::unavailable;
  }
  return family == "23" ? Trouble::conflict : Trouble::defect;
}

Trouble trouble_of_sqlite(int extended_result_code) {
  constexpr std::array kPassing{kBusy,      kLocked,  kNoMemory, kReadOnly,
                                kInterrupt, kIoError, kFull,     kCannotOpen};
  const int primary = extended_result_code & 0xFF;
  if (std::find(kPassing.begin(), kPassing.end(), primary) != kPassing.end()) {
    return Trouble::unavailable;
  }
  return primary == kConstraint ? Trouble::conflict : Trouble::defect;
}

void rethrow_outwards(const Error& error) {
  if (error.trouble() == Trouble::conflict || error.trouble() == Trouble::defect) {
    throw error;
  }
  log::warn("storage.unavailable", {{"code", error.code()}, {"statement", error.statement()}});
  throw Unavailable(error);
}

}  // namespace signet::storage
