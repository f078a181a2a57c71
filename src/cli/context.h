// What a verb works with: settings as it needs them, the database, the time, and where results go.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "cli/failure.h"
#include "cli/world.h"
#include "config/load.h"
#include "storage/database.h"

namespace signet::cli {

// Flags that every verb understands.
struct Globals {
  std::optional<std::string> config;
  std::string output = "text";  // or "json"
};

class Context {
 public:
  Context(World& world, Globals globals) : world_(world), globals_(std::move(globals)) {}

  [[nodiscard]] World& world() const { return world_; }
  [[nodiscard]] bool json() const { return globals_.output == "json"; }
  [[nodiscard]] Time now() const { return world_.clock.now(); }
  [[nodiscard]] Random& random() const { return world_.random; }

  // Everything that was read, complaints included; fails only where the file of --config cannot be read.
  [[nodiscard]] Expected<config::Loaded, Failure> examine(
      config::Mode mode, std::vector<config::Sources::Flag> flags = {}) const;

  // Settings without complaints. Warnings go to standard error.
  [[nodiscard]] Expected<config::Loaded, Failure> settings(
      config::Mode mode, std::vector<config::Sources::Flag> flags = {}) const;

  // Runs `use` on the settings' database, whose schema is as this program needs it: SQLite is brought there,
  // with PostgreSQL that is `migrate up`.
  using Use = std::function<Done(const config::Settings&, storage::Database&)>;
  [[nodiscard]] Done with_database(const Use& use) const;
  // The same whatever its schema is.
  [[nodiscard]] Done with_raw_database(const Use& use) const;

  // The result: `json` with -o json, `text` otherwise.
  void print(const Json& json, const std::string& text) const;

 private:
  World& world_;
  Globals globals_;
};

}  // namespace signet::cli
