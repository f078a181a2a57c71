// Removes what has expired, a bounded slice at a time. Nothing depends on it: whatever has expired is refused
// by the statement that asks for it.
#pragma once

#include <list>
#include <string>

#include "storage/engine.h"

namespace signet::storage {

class Housekeeping {
 public:
  explicit Housekeeping(Engine& engine);
  Housekeeping(const Housekeeping&) = delete;
  Housekeeping& operator=(const Housekeeping&) = delete;

  // One slice of each table; the number of rows removed, or found to be alive and put off. Zero: nothing is
  // left to do for now.
  int remove_expired(Time now);

 private:
  struct Sweep {
    std::string text;
    Sql sql;  // of that text
    Milliseconds keep;
  };

  Engine& engine_;
  std::list<Sweep> sweeps_;  // a list: connections know a statement by its address
};

}  // namespace signet::storage
