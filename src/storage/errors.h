// What can go wrong with a database, told apart by what to do about it. Never carries a value that was bound,
// nor the library's text, which quotes them [S-D6].
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "base/unavailable.h"

namespace signet::storage {

enum class Trouble {
  conflict,     // a constraint said no
  retryable,    // lost a race that may be run again as a whole: deadlock, serialization failure
  lost,         // the connection is gone; what was in flight may or may not have happened
  unavailable,  // it answered, but cannot serve now: a timeout, no room, shutting down
  defect,       // our statement or its schema is wrong
};

// One failed statement: its name and the SQLSTATE, or "SQLITE_" and the extended result code.
class Error : public std::runtime_error {
 public:
  Error(Trouble trouble, std::string code, std::string statement);
  [[nodiscard]] Trouble trouble() const { return trouble_; }
  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] const std::string& statement() const { return statement_; }

 private:
  Trouble trouble_;
  std::string code_;
  std::string statement_;
};

// What leaves the room for retryable, lost and unavailable: answered as 503 with Retry-After. After a lost
// connection the outcome of a write is unknown; nobody repeats it blindly [R-DB-2].
class Unavailable : public signet::Unavailable {
 public:
  explicit Unavailable(const Error& error);
  Unavailable(std::string code, std::string statement);
  [[nodiscard]] const std::string& code() const { return code_; }
  [[nodiscard]] const std::string& statement() const { return statement_; }

 private:
  std::string code_;
  std::string statement_;
};

[[nodiscard]] Trouble trouble_of_sqlstate(std::string_view sqlstate);
[[nodiscard]] Trouble trouble_of_sqlite(int extended_result_code);

// Rethrows `error` as the outside may see it: Unavailable for what passes, itself for conflicts and defects.
[[noreturn]] void rethrow_outwards(const Error& error);

}  // namespace signet::storage
