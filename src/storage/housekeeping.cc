#include "storage/housekeeping.h"

#include <array>

#include "storage/families.h"
#include "storage/registrations.h"

namespace signet::storage {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

// A slice keeps the one writer of SQLite, or the locks of PostgreSQL, for some milliseconds at most.
constexpr int kSliceSqlite = 200;
constexpr int kSlicePostgres = 1000;

// Does `act` to the rows of `table` whose `column` is more than `keep` ago, and of which `condition` holds.
struct Rule {
  const char* name;
  const char* act;
  const char* table;
  const char* key;
  const char* column;
  Milliseconds keep;
  const char* condition = "";
};

constexpr std::array kRules{
    // A code that is shown again soon after its end still ends the family that it produced.
    Rule{"sweep.spent_codes", "DELETE FROM spent_codes", "spent_codes", "code_id", "expires_at", minutes(10)},
    // Until then an access token made from the family may live, and its revocation is announced.
    Rule{"sweep.families", "DELETE FROM token_families", "token_families", "family_id", "sweep_at",
         kLongestAccessToken,
         "AND (revoked_at IS NOT NULL OR idle_expires_at < :before OR expires_at < :before)"},
    // A family that has been refreshed: look again when it may have ended.
    Rule{"sweep.living_families",
         "UPDATE token_families SET sweep_at = "
         "CASE WHEN idle_expires_at < expires_at THEN idle_expires_at ELSE expires_at END",
         "token_families", "family_id", "sweep_at", kLongestAccessToken,
         "AND revoked_at IS NULL AND idle_expires_at >= :before AND expires_at >= :before"},
    Rule{"sweep.revoked_tokens", "DELETE FROM revoked_tokens", "revoked_tokens", "token_id", "expires_at",
         minutes(1)},
    Rule{"sweep.sessions", "DELETE FROM sessions", "sessions", "sid", "expires_at", minutes(1)},
    // For a while a device that comes late is told that its code has expired.
    Rule{"sweep.device_codes", "DELETE FROM device_codes", "device_codes", "device_code_digest", "expires_at",
         minutes(5)},
    Rule{"sweep.logout_deliveries", "DELETE FROM logout_deliveries", "logout_deliveries", "client_id, sid",
         "created_at", hours(7 * 24)},
    Rule{"sweep.assertions", "DELETE FROM used_assertions", "used_assertions", "client_id, jti_digest",
         "expires_at", minutes(5)},
    Rule{"sweep.pushed_requests", "DELETE FROM pushed_requests", "pushed_requests", "id_digest", "kept_until",
         minutes(1)},
    Rule{"sweep.failures", "DELETE FROM login_failures", "login_failures", "failure_key", "last_at",
         hours(24)},
    Rule{"sweep.initial_access_tokens", "DELETE FROM initial_access_tokens", "initial_access_tokens", "token_id",
         "expires_at", hours(24)},
};

// A slice waits for nobody: rows that another replica is sweeping are left to it.
std::string text_of(const Rule& rule, Dialect dialect) {
  const std::string key = rule.key;
  const std::string column = rule.column;
  const std::string limit = dialect == Dialect::postgres
                                ? std::to_string(kSlicePostgres) + " FOR UPDATE SKIP LOCKED"
                                : std::to_string(kSliceSqlite);
  return std::string(rule.act) + " WHERE (" + key + ") IN (SELECT " + key + " FROM " + rule.table +
         " WHERE " + column + " < :before " + rule.condition + " ORDER BY " + column + " LIMIT " + limit +
         ") RETURNING 1";
}

}  // namespace

Housekeeping::Housekeeping(Engine& engine) : engine_(engine) {
  for (const Rule& rule : kRules) {
    sweeps_.push_back({text_of(rule, engine.dialect()), {rule.name, 1, nullptr}, rule.keep});
    sweeps_.back().sql.text = sweeps_.back().text.c_str();
  }
}

int Housekeeping::remove_expired(Time now) {
  std::size_t rows = forget_clients(engine_, now);
  for (const Sweep& sweep : sweeps_) {
    const Time before = now - sweep.keep;
    rows += engine_.lax([&](Executor& db) { return db.rows(sweep.sql, {{"before", before}}).size(); });
  }
  return static_cast<int>(rows);
}

}  // namespace signet::storage
