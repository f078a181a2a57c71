// Tells services that verify tokens themselves what is revoked: in Redis, under a key for each token or family of tokens, for
// as long as one of them could still be believed.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "metrics/metrics.h"
#include "outbound/redis.h"
#include "tokens/revocations.h"

namespace signet::app {

inline constexpr const char* kRevokedKeyPrefix = "signet:revoked:";

// On a thread of its own: a Redis that is slow or away delays nobody. What this replica knows, from its own verbs and from the
// database, is written within half a second, by every replica; each says the same. Everything is written again once a minute,
// and when Redis comes back, which may have forgotten it.
class RevocationFeed {
 public:
  using Write = std::function<std::optional<std::string>(const std::vector<outbound::Redis::Entry>&)>;

  struct Parts {
    const tokens::Revocations& revocations;
    Write write;  // outbound::Redis::set
    const Clock& clock;
    metrics::Metrics& metrics;
  };
  explicit RevocationFeed(Parts parts);
  ~RevocationFeed();

 private:
  void run();
  [[nodiscard]] Milliseconds step(Time now);  // until the next one
  [[nodiscard]] std::vector<outbound::Redis::Entry> news(Time now);

  Parts parts_;
  std::unordered_map<std::string, Time> written_;
  std::uint64_t seen_version_ = 0;
  Time refill_at_{};  // epoch: at once
  Time ask_at_{};
  bool away_ = false;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // the last: it uses all of the above
};

}  // namespace signet::app
