// What has been revoked, in memory: asked by every request that shows an access token, fed by the database within a
// second and by this replica's own verbs at once.
#pragma once

#include <atomic>
#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "tokens/family_store.h"

namespace signet::tokens {

class Revocations {
 public:
  // Whether the token, or the family that it belongs to ("<family>.<rest>"), is revoked. No I/O.
  [[nodiscard]] bool contains(std::string_view jti) const;

  // What this replica has just revoked is refused from the next request on.
  void add(const Revocation& revocation);

  // All of it; and a number that grows whenever it does.
  [[nodiscard]] std::vector<Revocation> list() const;
  [[nodiscard]] std::uint64_t version() const { return version_.load(); }

  // Reads what the database has that we may lack. The window overlaps the last poll generously, because a row carries
  // the time of its statement and becomes visible only at commit, and replicas' clocks differ a little [R-TIME-1].
  void poll(RevocationStore& store, Time now);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, Time, Hash, std::equal_to<>> revoked_;
  std::atomic<std::uint64_t> version_{0};
  Time polled_at_{};  // epoch: the first poll reads everything that still matters
};

}  // namespace signet::tokens
