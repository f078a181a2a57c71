#include "storage/housekeeping.h"

#include <array>

#include "storage/families.h"

namespace signet::storage {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A slice keeps the one writer of SQLite, or the locks of PostgreSQL, for some milliseconds at most.
constexpr int kSliceSqlite = 200;
constexpr int kSlicePostgres = 1000;

}  // namespace

// A row goes `keep` after the time in `column`, if `condition` holds.
struct Housekeeping::Rule {
  const char* name;
  const char* table;
  const char* key;
  const char* column;
  Milliseconds keep;
  const char* condition = "";
};

Housekeeping::Housekeeping(Engine& engine) : engine_(engine) {
  const std::array rules{
      // A code that is shown again soon after its end still ends the family that it produced.
      Rule{"sweep.spent_codes", "spent_codes", "code_id", "expires_at", minutes(10)},
      Rule{"sweep.families", "token_families", "family_id", "sweep_at", kLongestAccessToken,
           "AND (revoked_at IS NOT NULL OR idle_expires_at < :before OR expires_at < :before)"},
      Rule{"sweep.revoked_tokens", "revoked_tokens", "token_id", "expires_at", minutes(1)},
      Rule{"sweep.sessions", "sessions", "sid", "expires_at", minutes(1)},
      Rule{"sweep.assertions", "used_assertions", "(client_id, jti_digest)", "expires_at", minutes(5)},
      Rule{"sweep.failures", "login_failures", "failure_key", "last_at", hours(24)},
  };
  const bool postgres = engine.dialect() == Dialect::postgres;
  // A slice waits for nobody: rows that another replica is sweeping are left to it.
  const std::string limit = postgres ? " LIMIT " + std::to_string(kSlicePostgres) + " FOR UPDATE SKIP LOCKED"
                                     : " LIMIT " + std::to_string(kSliceSqlite);
  const auto slice = [&](const Rule& rule, const std::string& condition) {
    const std::string table = rule.table;
    const std::string key = rule.key;
    const std::string columns = key.front() == '(' ? key.substr(1, key.size() - 2) : key;
    const std::string column = rule.column;
    return " WHERE " + key + " IN (SELECT " + columns + " FROM " + table + " WHERE " + column +
           " < :before " + condition + " ORDER BY " + column + limit + ") RETURNING 1";
  };
  for (const Rule& rule : rules) {
    sweeps_.push_back(
        {rule.name, rule.keep, "DELETE FROM " + std::string(rule.table) + slice(rule, rule.condition)});
  }
  // Families that have been refreshed since: look again when they may have ended.
  sweeps_.push_back({"sweep.living_families", kLongestAccessToken,
                     "UPDATE token_families SET sweep_at = CASE WHEN idle_expires_at < expires_at "
                     "THEN idle_expires_at ELSE expires_at END" +
                         slice(rules[1],
                               "AND revoked_at IS NULL AND idle_expires_at >= :before "
                               "AND expires_at >= :before")});
  for (const Sweep& sweep : sweeps_) {
    statements_.push_back({sweep.name, 1, sweep.text.c_str()});
  }
}

int Housekeeping::remove_expired(Time now) {
  std::size_t removed = 0;
  for (std::size_t i = 0; i < sweeps_.size(); ++i) {
    const Time before = now - sweeps_[i].keep;
    removed += engine_.lax([&](Executor& db) {
      return db.rows(statements_[i], {{"before", before}}).size();
    });
  }
  return static_cast<int>(removed);
}

}  // namespace signet::storage
