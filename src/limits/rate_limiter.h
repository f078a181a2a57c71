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
  // `most` requests in any `window`, all at once if need be; nullopt: no limit.
  explicit RateLimiter(std::optional<int> most, Milliseconds window = Seconds(60)) : most_(most), window_(window) {}

  // What is left of a bucket.
  struct Left {
    int requests = 0;
    Seconds until_full{};
  };
  // Takes one token of `source`'s bucket, or says how long to wait for the next one. Thread-safe; buckets that are full
  // again are forgotten, and when there are too many sources the table starts anew: memory stays bounded [R-DOS-9].
  [[nodiscard]] Expected<Left, Seconds> take(std::string_view source, Time now);

  [[nodiscard]] std::optional<int> most() const { return most_; }

  // Gives a token back, for where only failures shall count: taken before the attempt, given back when it went well.
  void give_back(std::string_view source);

 private:
  struct Bucket {
    std::int64_t units;
    Time filled_at;
  };
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };

  [[nodiscard]] Shard& shard_of(std::string_view source);

  std::optional<int> most_;
  Milliseconds window_;
  std::array<Shard, 16> shards_;  // so that one lock is rarely waited for
};

}  // namespace signet::limits
