#include "storage/accounts.h"

namespace signet::storage {
namespace {

constexpr Sql kFind{"failures.find", 2, R"(
    SELECT failures, last_at FROM login_failures WHERE failure_key = :key AND last_at >= :forget_before)"};
// The later time stays, so that a replica whose clock is behind does not shorten anybody's wait.
constexpr Sql kRecord{"failures.record", 2, R"(
    INSERT INTO login_failures (failure_key, failures, last_at) VALUES (:key, 1, :now)
    ON CONFLICT (failure_key) DO UPDATE SET
      failures = CASE WHEN login_failures.last_at < :forget_before THEN 1 ELSE login_failures.failures + 1 END,
      last_at = CASE WHEN login_failures.last_at > excluded.last_at THEN login_failures.last_at
                     ELSE excluded.last_at END
    RETURNING failures, last_at)"};
constexpr Sql kClear{"failures.clear", 0, "DELETE FROM login_failures WHERE failure_key = :key"};

accounts::FailureStore::Failures failures_of(std::optional<Row> row) {
  if (!row) {
    return {};
  }
  const auto count = static_cast<int>(row->number());
  return {count, row->time()};
}

}  // namespace

accounts::FailureStore::Failures SqlFailureStore::failures(const std::string& key, Time forget_before) {
  return engine_.read([&](Executor& db) {
    return failures_of(db.row(kFind, {{"key", key}, {"forget_before", forget_before}}));
  });
}

accounts::FailureStore::Failures SqlFailureStore::record(const std::string& key, Time now,
                                                         Time forget_before) {
  return engine_.lax([&](Executor& db) {
    return failures_of(db.row(kRecord, {{"key", key}, {"now", now}, {"forget_before", forget_before}}));
  });
}

void SqlFailureStore::clear(const std::string& key) {
  engine_.lax([&](Executor& db) { db.run(kClear, {{"key", key}}); });
}

}  // namespace signet::storage
