#include "limits/rate_limiter.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <functional>

namespace signet::limits {
namespace {

constexpr std::size_t kMostBucketsPerShard = 4096;

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

RateLimiter::Shard& RateLimiter::shard_of(std::string_view source) {
  return shards_[std::hash<std::string_view>()(source) % shards_.size()];
}

Expected<RateLimiter::Left, Seconds> RateLimiter::take(std::string_view source, Time now) {
  if (!most_) {
    return Left{};
  }
  // In units of which a request costs as many as the window has milliseconds: whole numbers, so that whoever waits as
  // long as it is told is never refused for a rounding.
  const std::int64_t cost = window_.count();
  const std::int64_t capacity = *most_ * cost;
  const auto time_for = [&](std::int64_t units) { return std::chrono::ceil<Seconds>(Milliseconds((units + *most_ - 1) / *most_)); };
  Shard& shard = shard_of(source);
  const std::lock_guard lock(shard.mutex);
  const auto units_now = [&](const Bucket& bucket) {
    const std::int64_t waited = std::clamp<std::int64_t>((now - bucket.filled_at).count(), 0, cost);
    return std::min(capacity, bucket.units + waited * *most_);
  };
  if (shard.buckets.size() >= kMostBucketsPerShard) {
    std::erase_if(shard.buckets, [&](const auto& entry) { return units_now(entry.second) >= capacity; });
    if (shard.buckets.size() >= kMostBucketsPerShard) {
      shard.buckets.clear();
    }
  }
  Bucket& bucket = shard.buckets.try_emplace(std::string(source), Bucket{capacity, now}).first->second;
  bucket.units = units_now(bucket);
  bucket.filled_at = now;
  if (bucket.units < cost) {
    return unexpected(time_for(cost - bucket.units));
  }
  bucket.units -= cost;
  return Left{static_cast<int>(bucket.units / cost), time_for(capacity - bucket.units)};
}

void RateLimiter::give_back(std::string_view source) {
  Shard& shard = shard_of(source);
  const std::lock_guard lock(shard.mutex);
  if (const auto found = shard.buckets.find(std::string(source)); found != shard.buckets.end()) {
    found->second.units += window_.count();  // take() never lets it grow beyond the capacity
  }
}

}  // namespace signet::limits
