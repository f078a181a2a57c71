#include "storage/postgres_engine.h"

#include <algorithm>
#include <memory>

#include "storage/errors.h"
#include "storage/location.h"
#include "storage/postgres_connection.h"

namespace signet::storage {
namespace {

constexpr int kAttempts = 3;
constexpr int kLaxConnections = 4;

Pool::Open opener(const Settings& settings, bool lax, Watchdog& watchdog) {
  const PostgresSettings postgres{postgres_uri(settings.url, settings, lax), settings.statement_timeout,
                                  settings.prepared_statements};
  return [postgres, &watchdog] { return std::make_unique<PostgresConnection>(postgres, watchdog); };
}

constexpr Sql kDurability{"weaknesses", 3,
                          "SELECT current_setting('synchronous_commit'), current_setting('fsync'), "
                          "current_setting('full_page_writes')"};

constexpr Sql kMayChangeSchema{"may_change_schema", 1, R"(
    SELECT CASE WHEN has_schema_privilege(current_schema(), 'CREATE') OR has_database_privilege(current_database(), 'CREATE')
                  OR EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tableowner = current_user)
                THEN 1 ELSE 0 END)"};

}  // namespace

PostgresEngine::PostgresEngine(const Settings& settings, Random& random)
    : portable_(settings.portable),
      durable_(opener(settings, false, watchdog_), settings.pool_size, settings.lease_timeout, random),
      lax_(opener(settings, true, watchdog_), std::min(settings.pool_size, kLaxConnections),
           settings.lease_timeout, random) {}

// A deadlock or a serialization failure has undone the work as a whole, so it may run again as a whole. A
// lost connection leaves the outcome unknown, so only reads are repeated.
void PostgresEngine::run(Manner manner, const Work& work) {
  for (int attempt = 1;; ++attempt) {
    try {
      run_once(manner, work);
      return;
    } catch (const Error& error) {
      const bool undone = error.trouble() == Trouble::retryable && attempt < kAttempts;
      const bool harmless = error.trouble() == Trouble::lost && manner == Manner::read && attempt == 1;
      if (!undone && !harmless) {
        rethrow_outwards(error);
      }
    }
  }
}

void PostgresEngine::run_once(Manner manner, const Work& work) {
  const Pool::Lease lease = (manner == Manner::lax ? lax_ : durable_).lease();
  if (manner != Manner::transaction) {
    work(*lease);
    return;
  }
  lease->begin();
  try {
    work(*lease);
    lease->commit();
  } catch (...) {
    lease->rollback();
    throw;
  }
}

std::vector<std::string> PostgresEngine::weaknesses() {
  std::vector<std::string> found;
  read([&](Executor& db) {
    found.clear();
    auto row = db.row(kDurability);
    for (const char* name : {"synchronous_commit", "fsync", "full_page_writes"}) {
      const std::string value = row->text();
      if (value == "off" || value == "local") {
        found.push_back(std::string(name) + " = " + value);
      }
    }
  });
  return found;
}

bool PostgresEngine::may_change_schema() {
  return read([](Executor& db) { return db.row(kMayChangeSchema)->flag(); });
}

}  // namespace signet::storage
