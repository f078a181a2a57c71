// How many requests one source may make: a token bucket each, in memory, bounded.
#pragma once

#include <array>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.h"
#include "base/time.h"

namespace signet::limits {

// The source that an address stands for: IPv4 as it is, IPv6 by its /64, because one household has a whole /64
// [R-DOS-5]. IPv4 inside IPv6 is IPv4.
[[nodiscard]] std::string source_of(std::string_view address);

class RateLimiter {
 public:
  // `per_minute` requests in any minute, all at once if need be; nullopt: no limit.
  explicit RateLimiter(std::optional<int> per_minute) : per_minute_(per_minute) {}

  // Takes one token of `source`'s bucket, or says how long to wait for the next one. Thread-safe; buckets that are full
  // again are forgotten, and when there are too many sources the table starts anew: memory stays bounded [R-DOS-9].
  [[nodiscard]] Expected<void, Seconds> take(std::string_view source, Time now);

 private:
  struct Bucket {
    double tokens;
    Time filled_at;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };

  std::optional<int> per_minute_;
  std::array<Shard, 16> shards_;  // so that one lock is rarely waited for
};

}  // namespace signet::limits
