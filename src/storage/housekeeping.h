// Removes what has expired, a bounded slice at a time. Nothing depends on it: whatever has expired is refused
// by the statement that asks for it.
#pragma once

#include "storage/engine.h"

namespace signet::storage {

class Housekeeping {
 public:
  explicit Housekeeping(Engine& engine) : engine_(engine) {}

  // One slice of each table; the number of rows removed, or found to be alive and put off. Zero: nothing is
  // left to do for now.
  int remove_expired(Time now);

 private:
  Engine& engine_;
};

}  // namespace signet::storage
