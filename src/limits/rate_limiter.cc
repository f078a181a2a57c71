#include "limits/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

namespace signet::limits {
namespace {

constexpr std::size_t kMostBucketsPerShard = 4096;
constexpr double kMsPerMinute = 60000.0;

}  // namespace

std::string source_of(std::string_view address) {
  in6_addr v6{};
  if (address.find(':') == std::string_view::npos || ::inet_pton(AF_INET6, std::string(address).c_str(), &v6) != 1) {
    return std::string(address);
  }
  if (IN6_IS_ADDR_V4MAPPED(&v6)) {
    char text[INET_ADDRSTRLEN];
    return ::inet_ntop(AF_INET, v6.s6_addr + 12, text, sizeof text);
  }
  std::memset(v6.s6_addr + 8, 0, 8);
  char text[INET6_ADDRSTRLEN];
  return std::string(::inet_ntop(AF_INET6, &v6, text, sizeof text)) + "/64";
}

Expected<void, Seconds> RateLimiter::take(std::string_view source, Time now) {
  if (!per_minute_) {
    return {};
  }
  const double capacity = *per_minute_;
  const double per_ms = capacity / kMsPerMinute;
  Shard& shard = shards_[std::hash<std::string_view>()(source) % shards_.size()];
  const std::lock_guard lock(shard.mutex);
  const auto tokens_now = [&](const Bucket& bucket) {
    const auto waited = std::max<std::int64_t>(0, (now - bucket.filled_at).count());
    return std::min(capacity, bucket.tokens + static_cast<double>(waited) * per_ms);
  };
  if (shard.buckets.size() >= kMostBucketsPerShard) {
    std::erase_if(shard.buckets, [&](const auto& entry) { return tokens_now(entry.second) >= capacity; });
    if (shard.buckets.size() >= kMostBucketsPerShard) {
      shard.buckets.clear();
    }
  }
  Bucket& bucket = shard.buckets.try_emplace(std::string(source), Bucket{capacity, now}).first->second;
  bucket.tokens = tokens_now(bucket);
  bucket.filled_at = now;
  if (bucket.tokens < 1.0) {
    return unexpected(std::max(Seconds(1), Seconds(static_cast<std::int64_t>(std::ceil((1.0 - bucket.tokens) / per_ms / 1000.0)))));
  }
  bucket.tokens -= 1.0;
  return {};
}

}  // namespace signet::limits
