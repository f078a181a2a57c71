// The audit in SQL. Most events are written by triggers (migration 0017): this reads them, chains them, and adds what is no change.
#pragma once

#include <vector>

#include "audit/event_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlEventStore final : public audit::EventStore {
 public:
  SqlEventStore(Engine& engine, std::string actor) : engine_(engine), actor_(std::move(actor)) {}

  void note(const audit::Event& event) override;
  [[nodiscard]] std::vector<audit::Event> list(const audit::Filter& filter) override;
  int chain(int limit) override;
  [[nodiscard]] audit::Head head() override;
  [[nodiscard]] std::int64_t count_unchained() override;
  [[nodiscard]] std::vector<audit::Event> chained_from(std::int64_t position, int limit) override;
  int prune(Time before, int limit) override;

 private:
  Engine& engine_;
  std::string actor_;
};

}  // namespace signet::storage
