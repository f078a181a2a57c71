// PostgreSQL behind two pools: one whose commits wait for the disk, and a small one for what a crash may
// forget.
#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "storage/engine.h"
#include "storage/pool.h"
#include "storage/settings.h"
#include "storage/watchdog.h"

namespace signet::storage {

class PostgresEngine final : public Engine {
 public:
  // Connects to nothing yet.
  PostgresEngine(const Settings& settings, Random& random);

  [[nodiscard]] Dialect dialect() const override { return Dialect::postgres; }
  [[nodiscard]] bool nests_changes() const override { return !portable_; }
  void run(Manner manner, const Work& work) override;
  [[nodiscard]] std::vector<std::string> weaknesses() override;
  [[nodiscard]] bool may_change_schema() override;

 private:
  void run_once(Manner manner, const Work& work);

  const bool portable_;
  Watchdog watchdog_;
  Pool durable_;
  Pool lax_;
};

}  // namespace signet::storage
