// Where the database is, read from its URL.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "storage/settings.h"
#include "storage/sql.h"

namespace signet::storage {

struct Location {
  Dialect dialect = Dialect::sqlite;
  std::string path;  // SQLite: a file or ":memory:"; PostgreSQL: the URL
};

// nullopt for a URL of another kind. "sqlite:var/signet.db", "sqlite:///var/lib/signet.db",
// "sqlite::memory:", "postgres://..." or "postgresql://...".
[[nodiscard]] std::optional<Location> locate(std::string_view url);

// The URI to hand to libpq: `url` and whatever it does not say itself about time limits. Both kinds of limits
// are needed, because keepalives notice a dead peer only while we wait for it, and tcp_user_timeout only
// while we send. Only a server that takes writes is connected to, whatever `url` says [R-DB-3]. `lax`: commits do not
// wait for the disk.
[[nodiscard]] std::string postgres_uri(std::string_view url, const Settings& settings, bool lax);

}  // namespace signet::storage
