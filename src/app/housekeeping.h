// The thread that keeps a running server in step with its database: changes of others, clocks, keys, expired rows.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "app/provider.h"
#include "base/clock.h"
#include "metrics/metrics.h"
#include "storage/database.h"

namespace signet::app {

class Housekeeping {
 public:
  // Audit events older than `keep_audit` are removed.
  Housekeeping(Provider& provider, storage::Database& database, SystemClock& clock, metrics::Metrics& metrics, Seconds keep_audit);
  ~Housekeeping();

  // Whether the last look at the database succeeded and its clock agrees with ours within a minute [R-TIME-1].
  [[nodiscard]] bool healthy() const;

 private:
  void run();
  void look_for_changes();
  void compare_clocks();
  bool wait_until(std::chrono::steady_clock::time_point time);
  enum class Tables { all, unfinished };
  std::chrono::steady_clock::time_point clean(Tables tables);
  void chain_audit();

  Provider& provider_;
  storage::Database& database_;
  SystemClock& clock_;
  metrics::Metrics& metrics_;
  const Seconds keep_audit_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  bool pruning_ = false;  // there may be more of the audit to remove
  std::atomic<bool> reachable_{true};
  std::atomic<bool> clocks_agree_{true};
  std::thread thread_;
};

}  // namespace signet::app
