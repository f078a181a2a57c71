// People who come from another system: one row of its export, as JSON or CSV, made an account.
#pragma once

#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/account_store.h"
#include "base/json.h"
#include "base/random.h"
#include "base/result.h"
#include "base/time.h"

namespace signet::accounts {

// A row that could be read, or the sentence that says why not. `email` is what it says there, for the report.
struct ImportRow {
  int line = 0;  // where it begins, counted from 1
  std::string email;
  Expected<Account, std::string> account = unexpected(std::string());
};

// Reads JSON lines where the first character is '{', otherwise CSV [RFC4180] with a line of column names. Members and columns:
// email, email_verified, disabled (true or false), password_hash (crypto::is_supported_hash), roles (a JSON array, or separated
// by spaces), and standard OIDC claims: under `claims` in JSON, each in a column of its own in CSV. Anything else is refused, a
// column for the whole file, so that no misspelt name is silently dropped. Each account gets a fresh sub.
class ImportReader {
 public:
  // The error is a sentence about the first line.
  [[nodiscard]] static Expected<ImportReader, std::string> open(std::istream& in, Random& random, Time now);

  // The next row; nullopt at the end. Empty lines are passed over.
  [[nodiscard]] std::optional<ImportRow> next();

 private:
  ImportReader(std::istream& in, Random& random, Time now) : in_(&in), random_(&random), now_(now) {}

  // A record of CSV may span lines; nullopt where a quote is left open.
  [[nodiscard]] std::optional<std::vector<std::string>> record(std::string line);
  [[nodiscard]] bool line(std::string& text);
  [[nodiscard]] Expected<Json, std::string> object_of(std::string text);
  [[nodiscard]] Expected<Account, std::string> account_of(Json row) const;

  std::istream* in_;
  Random* random_;
  Time now_;
  std::vector<std::string> columns_;  // of CSV; empty: JSON lines
  int line_ = 0;
};

}  // namespace signet::accounts
