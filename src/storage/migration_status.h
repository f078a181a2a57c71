// How a database's schema compares with the one this program was written for.
#pragma once

#include <string>
#include <vector>

namespace signet::storage {

struct MigrationStatus {
  enum class State {
    applied,
    pending,
    edited,   // applied, but its text is not what it was then: nobody knows what the schema is
    unknown,  // applied by a newer program
  };
  struct Entry {
    std::string name;
    State state = State::pending;
  };
  std::vector<Entry> entries;  // in order of their numbers

  // A newer program has changed the schema in a way that this one must not work with.
  bool too_new = false;

  // Whether a server may run: nothing pending, nothing edited, not too new. Migrations unknown to this
  // program are fine, because old and new servers run side by side while a cluster is upgraded.
  [[nodiscard]] bool fit_to_serve() const;
  // What is wrong, one sentence each; empty when fit to serve.
  [[nodiscard]] std::vector<std::string> complaints() const;
};

}  // namespace signet::storage
