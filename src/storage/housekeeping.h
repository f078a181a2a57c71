// Removes what has expired, a bounded slice at a time. Nothing depends on it: whatever has expired is refused
// by the statement that asks for it.
#pragma once

#include <vector>

#include "storage/engine.h"

namespace signet::storage {

class Housekeeping {
 public:
  explicit Housekeeping(Engine& engine) : engine_(engine) {}

  // One slice of each table; the number of rows removed, or found to be alive and put off. Zero: nothing is
  // left to do for now. By one thread at a time, like the next.
  int remove_expired(Time now);

  // One slice more of each table of which the last slice found many, so that a backlog in one costs no look at the others.
  // Zero: there is none.
  int remove_more(Time now);

 private:
  [[nodiscard]] std::size_t remove_slice(std::size_t table, Time now);

  Engine& engine_;
  std::vector<std::size_t> unfinished_;
};

}  // namespace signet::storage
