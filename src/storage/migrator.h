// Brings a database's schema up to date: each file in a transaction of its own, under a lock, so that any
// number of programs may try at once.
#pragma once

#include <stdexcept>
#include <vector>

#include "base/time.h"
#include "storage/engine.h"
#include "storage/migration_status.h"
#include "storage/migrations.h"

namespace signet::storage {

class Migrator {
 public:
  Migrator(Engine& engine, std::vector<Migration> migrations);

  // Applies what is pending, in order. A file that fails leaves nothing behind and stops those after it
  // (throws Error). Throws EditedMigration before anything is changed if an applied file has been edited
  // since.
  void migrate(Time now);

  [[nodiscard]] MigrationStatus status();

 private:
  Engine& engine_;
  const std::vector<Migration> migrations_;
};

// An applied migration is not what it was; what() names it.
class EditedMigration : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace signet::storage
