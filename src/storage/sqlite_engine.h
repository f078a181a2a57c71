// SQLite: one writer, and readers that see the last commit without waiting for anybody.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "storage/engine.h"
#include "storage/pool.h"
#include "storage/settings.h"
#include "storage/sqlite_writer.h"

namespace signet::storage {

class SqliteEngine final : public Engine {
 public:
  // Opens, or makes, the file at `path`; ":memory:" lives as long as this object. Throws Unavailable or
  // Error.
  SqliteEngine(const std::string& path, const Settings& settings, Random& random);

  [[nodiscard]] Dialect dialect() const override { return Dialect::sqlite; }
  void run(Manner manner, const Work& work) override;
  [[nodiscard]] std::vector<std::string> weaknesses() override;

 private:
  const bool in_memory_;
  std::optional<SqliteWriter> writer_;
  Pool readers_;  // never used in memory, where only the writer's connection sees anything
};

}  // namespace signet::storage
