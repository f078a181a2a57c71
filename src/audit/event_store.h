// What the audit needs kept. Changes write their own events, in their own transaction: the database sees to that.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/event.h"
#include "base/time.h"

namespace signet::audit {

// How far the chain reaches, and where it begins: what stands at or before `pruned_position` was removed for its age.
struct Head {
  std::int64_t position = 0;
  std::string hash;
  std::int64_t pruned_position = 0;
  std::string pruned_hash;
};

// Which events; what is empty does not matter.
struct Filter {
  std::string sub = {};
  std::string client_id = {};
  std::string kind = {};
  std::optional<Time> since = {};
  int limit = 1000;
};

class EventStore {
 public:
  virtual ~EventStore() = default;

  // An event that is no change of anything kept: `kind`, `sub` and `source` of it. A crash of the database may forget it.
  virtual void note(const Event& event) = 0;

  // The newest `limit` of them, in the order in which they were written.
  [[nodiscard]] virtual std::vector<Event> list(const Filter& filter) = 0;

  // Chains up to `limit` events that are not chained yet, oldest first; how many that were. Of concurrent callers, on any number of
  // replicas, one does it and the others are told 0.
  virtual int chain(int limit) = 0;

  [[nodiscard]] virtual Head head() = 0;
  [[nodiscard]] virtual std::int64_t count_unchained() = 0;
  // Chained events from `position` on, in order of position.
  [[nodiscard]] virtual std::vector<Event> chained_from(std::int64_t position, int limit) = 0;

  // Removes up to `limit` chained events from the beginning of the chain that happened before `before`; how many that were.
  virtual int prune(Time before, int limit) = 0;
};

}  // namespace signet::audit
