#include "storage/housekeeping.h"

#include <array>
#include <numeric>

#include "storage/families.h"
#include "storage/registrations.h"

namespace signet::storage {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

struct Sweep {
  Sql sqlite;
  Sql postgres;
  Milliseconds keep;
};

// Does `act` to the rows of `table` whose `column` is more than `keep` ago, and of which `condition` holds. A slice
// keeps the one writer of SQLite, or the locks of PostgreSQL, for some milliseconds at most, and waits for nobody: rows
// that another replica is sweeping are left to it.
//
// `condition` is asked only of the first that are due: behind a hundred thousand that wait to be removed, the few that live would be
// searched for again with each slice. Each of the first is either removed or put off, so there are others next time.
#define SLICE(act, table, key, column, condition, limit)                                                          \
  act " WHERE (" key ") IN (SELECT " key " FROM (SELECT * FROM " table " WHERE " column " < :before ORDER BY " column \
      " LIMIT " limit ") AS due WHERE " condition ") RETURNING 1"
#define SWEEP(name, act, table, key, column, keep, condition)                                          \
  Sweep {                                                                                              \
    {"sweep." name, 1, SLICE(act, table, key, column, condition, "100")},                              \
        {"sweep." name, 1, SLICE(act, table, key, column, condition, "1000 FOR UPDATE SKIP LOCKED")}, keep \
  }
#define REMOVE(table, key, column, keep) SWEEP(table, "DELETE FROM " table, table, key, column, keep, "1 = 1")

constexpr std::array kSweeps{
    // A code that is shown again soon after its end still ends the family that it produced.
    REMOVE("spent_codes", "code_id", "expires_at", minutes(10)),
    // Until then an access token made from the family may live, and its revocation is announced.
    SWEEP("families", "DELETE FROM token_families", "token_families", "family_id", "sweep_at",
          tokens::kLongestAccessToken,
          "revoked_at IS NOT NULL OR idle_expires_at < :before OR expires_at < :before"),
    // A family that has been refreshed: look again when it may have ended.
    SWEEP("living_families",
          "UPDATE token_families SET sweep_at = "
          "CASE WHEN idle_expires_at < expires_at THEN idle_expires_at ELSE expires_at END",
          "token_families", "family_id", "sweep_at", tokens::kLongestAccessToken,
          "revoked_at IS NULL AND idle_expires_at >= :before AND expires_at >= :before"),
    REMOVE("revoked_tokens", "token_id", "expires_at", minutes(1)),
    REMOVE("sessions", "sid", "expires_at", minutes(1)),
    // For a while a device that comes late is told that its code has expired.
    REMOVE("device_codes", "device_code_digest", "expires_at", minutes(5)),
    REMOVE("logout_deliveries", "client_id, sid", "created_at", hours(7 * 24)),
    REMOVE("used_assertions", "client_id, jti_digest", "expires_at", minutes(5)),
    REMOVE("pushed_requests", "id_digest", "kept_until", minutes(1)),
    REMOVE("login_failures", "failure_key", "last_at", hours(24)),
    REMOVE("initial_access_tokens", "token_id", "expires_at", hours(24)),
    REMOVE("address_proofs", "proof_id", "expires_at", minutes(1)),
    REMOVE("mails", "mail_id", "created_at", hours(7 * 24)),
};

// So many in one slice say that there are more. Not all that it holds: of families that are due some are removed, others put off.
constexpr std::size_t kWorthAnother = 25;

#undef REMOVE
#undef SWEEP
#undef SLICE

}  // namespace

int Housekeeping::remove_expired(Time now) {
  unfinished_.resize(kSweeps.size() + 1);
  std::iota(unfinished_.begin(), unfinished_.end(), std::size_t{0});
  return remove_more(now);
}

int Housekeeping::remove_more(Time now) {
  std::size_t rows = 0;
  std::erase_if(unfinished_, [&](std::size_t table) {
    const std::size_t removed = remove_slice(table, now);
    rows += removed;
    return removed < kWorthAnother;
  });
  return static_cast<int>(rows);
}

std::size_t Housekeeping::remove_slice(std::size_t table, Time now) {
  if (table == kSweeps.size()) {
    return forget_clients(engine_, now);
  }
  const Sweep& sweep = kSweeps.at(table);
  const Sql& sql = engine_.dialect() == Dialect::postgres ? sweep.postgres : sweep.sqlite;
  return engine_.lax([&](Executor& db) { return db.rows(sql, {{"before", now - sweep.keep}}).size(); });
}

}  // namespace signet::storage
