#include "storage/connect_hook.h"

#include <libpq-fe.h>

#include <array>
#include <utility>

namespace {

thread_local PGconn* newest = nullptr;

}  // namespace

// Deliberate: stands before libpq's function of that name, for SOCI calls it and offers no other place to look on.
// It does what the original does; a connection that failed is left to SOCI, which closes that kind itself.
extern "C" PGconn* PQconnectdb(const char* conninfo) {
  const std::array<const char*, 2> keywords{"dbname", nullptr};
  const std::array<const char*, 2> values{conninfo, nullptr};
  PGconn* made = PQconnectdbParams(keywords.data(), values.data(), /*expand_dbname=*/1);
  newest = PQstatus(made) == CONNECTION_OK ? made : nullptr;
  return made;
}

namespace signet::storage {

void close_forgotten_connection() { PQfinish(std::exchange(newest, nullptr)); }

}  // namespace signet::storage
