// What the operator decides about the database.
#pragma once

#include <string>

#include "base/time.h"

namespace signet::storage {

struct Settings {
  std::string url;  // sqlite:PATH, sqlite::memory:, or postgres://...; may hold a password
  int pool_size = 16;
  Milliseconds lease_timeout{500};  // waiting for a free connection [R-DB-5]
  Milliseconds statement_timeout{2000};
  Milliseconds lock_timeout{1000};
  std::string actor = "server";  // whom the audit names as who did it: letters, digits and ':', '.', '_', '-', '@'
  bool portable = false;  // a PostgreSQL that is none: no statement changes one table twice
  bool prepared_statements = true;  // false behind a pooler that cannot keep them (PgBouncer before 1.21)
};

}  // namespace signet::storage
