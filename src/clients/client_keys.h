// The public keys of clients: registered by value, or fetched from where their owner keeps them [OIDC.Core §10.1.1].
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "clients/client.h"
#include "clients/fetch.h"
#include "jose/public_key.h"
#include "jose/verify.h"

namespace signet::clients {

// Const and thread-safe. What was fetched is kept for kFresh and then fetched anew; while that fails it bridges the
// outage until it is kLongest old. A kid that is not among the keys is a reason to fetch at once, because its owner
// may just have rotated [RT-05], but not sooner than kPause after the last time: one answer to strangers who make up
// kids, and to certification, which gives a new key a minute to be found. (R-SSRF-6 says one a minute; together with a
// stranger's guess just before the rotation that minute would be missed.) A fetch that failed is not repeated within
// kNegative. Any number of callers make one fetch of one URL at a time [R-SSRF-6].
class ClientKeys {
 public:
  static constexpr Seconds kFresh{5 * 60};
  static constexpr Seconds kLongest{3600};
  static constexpr Seconds kPause{10};
  static constexpr Seconds kNegative{30};
  static constexpr std::size_t kMostKept = 1000;  // URLs; beyond, what was not asked for longest is forgotten
  // Threads that may stand still here at once, so that slow owners of keys cannot take every thread of the server.
  static constexpr int kMostBlocked = 32;

  explicit ClientKeys(Fetch fetch);

  // The keys of `client`; null where it has none, they cannot be had, or it is disabled: nothing is fetched for a client
  // that may do nothing [R-SSRF-3]. `kid` names the key that is looked for; it may be missing nevertheless. Blocks
  // while something has to be fetched first; throws Unavailable where too many wait already.
  [[nodiscard]] std::shared_ptr<const jose::KeySet> keys(const Client& client, std::optional<std::string_view> kid,
                                                         Time now) const;

  // The same for verifying: asked only when everything else about a token is in order. `client` must outlive it.
  [[nodiscard]] jose::KeySource source(const Client& client, Time now) const;

 private:
  // What is known about one URL.
  struct Place {
    std::shared_ptr<const jose::KeySet> keys;  // as last fetched
    Time fetched_at;
    std::optional<Time> failed_at;  // the last try, where it failed
    bool fetching = false;
    std::uint64_t last_asked = 0;

    [[nodiscard]] std::shared_ptr<const jose::KeySet> usable(Time now) const;
    [[nodiscard]] bool is_due(std::optional<std::string_view> kid, Time now) const;
  };
  class Blocked;

  [[nodiscard]] std::shared_ptr<Place> place_of(const std::string& url) const;
  void fetch(Place& place, const Client& client, Time now, std::unique_lock<std::mutex>& lock) const;

  const Fetch fetch_;
  mutable std::mutex mutex_;  // guards everything below; never held while fetching
  mutable std::condition_variable settled_;
  mutable std::map<std::string, std::shared_ptr<Place>> places_;
  mutable std::uint64_t asked_ = 0;
  mutable int blocked_ = 0;
};

}  // namespace signet::clients
