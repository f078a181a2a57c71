#include "storage/versions.h"

#include <string>

namespace signet::storage {
namespace {

constexpr Sql kRead{"versions.read", 2, "SELECT name, version FROM versions"};
constexpr Sql kLockClients{"versions.lock_clients", 0,
                           "UPDATE versions SET version = version WHERE name = 'clients'"};
constexpr Sql kBumpClients{
    "versions.bump_clients", 0,
    "UPDATE versions SET version = version + 1, changed_at = :now WHERE name = 'clients'"};
constexpr Sql kBumpResources{
    "versions.bump_resources", 0,
    "UPDATE versions SET version = version + 1, changed_at = :now WHERE name = 'resources'"};
constexpr Sql kAdvanceKeys{"versions.advance_keys", 1,
                           "UPDATE versions SET version = version + 1, changed_at = :now "
                           "WHERE name = 'keys' AND version = :version RETURNING version"};

}  // namespace

Versions read_versions(Executor& db) {
  Versions versions;
  for (Row& row : db.rows(kRead)) {
    const std::string name = row.text();
    if (name == "clients") {
      versions.clients = row.number();
    } else if (name == "keys") {
      versions.keys = row.number();
    } else if (name == "resources") {
      versions.resources = row.number();
    }
  }
  return versions;
}

void lock_clients_version(Executor& db) { db.run(kLockClients); }

void bump_clients_version(Executor& db, Time now) { db.run(kBumpClients, {{"now", now}}); }

void bump_resources_version(Executor& db, Time now) { db.run(kBumpResources, {{"now", now}}); }

bool advance_keys_version(Executor& db, std::int64_t version, Time now) {
  return db.hits(kAdvanceKeys, {{"now", now}, {"version", version}});
}

}  // namespace signet::storage
