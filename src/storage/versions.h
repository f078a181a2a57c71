// The version rows by which replicas notice each other's changes.
#pragma once

#include <cstdint>

#include "base/time.h"
#include "storage/sql.h"

namespace signet::storage {

struct Versions {
  std::int64_t clients = 0;
  std::int64_t keys = 0;
  std::int64_t resources = 0;
};

[[nodiscard]] Versions read_versions(Executor& db);

// Part of a change to the registry that first looks and then decides: changes nothing, but nobody else changes the
// registry until the transaction ends.
void lock_clients_version(Executor& db);

// Part of every change to the registry of clients, or of resources. The row's lock makes changes follow one another.
void bump_clients_version(Executor& db, Time now);
void bump_resources_version(Executor& db, Time now);

// Moves the ring from `version` to the next; false if it is not at `version` any more.
[[nodiscard]] bool advance_keys_version(Executor& db, std::int64_t version, Time now);

}  // namespace signet::storage
