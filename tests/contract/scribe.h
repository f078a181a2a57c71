// Writes to a database without pause and says what was acknowledged, so that a test can kill somebody and
// look what is left. [I-2] [I-4] [I-6]
#pragma once

#include <functional>
#include <string>

#include "contract/stores.h"

namespace signet::contract {

// What one line of a scribe says: an act that the database acknowledged.
struct Acknowledged {
  enum class Act { created, rotated, revoked };
  Act act = Act::created;
  std::string family_id;
  std::int64_t generation = 0;

  [[nodiscard]] std::string line() const;
  [[nodiscard]] static Acknowledged parse(const std::string& line);
};

// Creates families, rotates and revokes them on `threads` threads until `stop()`, and reports each act once
// it has been acknowledged. Unavailable acts are not reported, and the next family is taken.
void write_families(storage::Database& database, const std::string& prefix, int threads,
                    const std::function<bool()>& stop,
                    const std::function<void(const Acknowledged&)>& report);

// Fails the test for each acknowledged act of which `database` knows nothing.
void expect_nothing_lost(storage::Database& database, const std::vector<Acknowledged>& acknowledged);

// The life of a child process: opens `url` and writes lines to standard output until it is killed.
[[noreturn]] void write_until_killed(const std::string& url, const std::string& prefix);

}  // namespace signet::contract
