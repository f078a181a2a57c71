// Removes what has expired, a bounded slice at a time. Nothing depends on it: whatever has expired is refused
// by the statement that asks for it.
#pragma once

#include <string>
#include <vector>

#include "storage/engine.h"

namespace signet::storage {

class Housekeeping {
 public:
  explicit Housekeeping(Engine& engine);

  // One slice of each table; the number of rows removed. Zero: nothing is left for now.
  int remove_expired(Time now);

 private:
  struct Rule;
  struct Sweep {
    const char* name;
    Milliseconds keep;  // beyond the end
    std::string text;
  };

  Engine& engine_;
  std::vector<Sweep> sweeps_;
  std::vector<Sql> statements_;  // of sweeps_, in the same order; not changed after construction
};

}  // namespace signet::storage
