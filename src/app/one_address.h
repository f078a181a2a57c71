// Notices a proxy that was not named in trusted_proxies: everybody seems to come from its address, and limits that are meant
// for one person slow all of them down.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

namespace signet::app {

// Whether it is an IP address that is not reachable from the public internet.
[[nodiscard]] bool is_private_address(std::string_view address);

class OneAddress {
 public:
  static constexpr std::uint64_t kSuspicious = 500;  // requests: nobody's first five minutes alone

  // True once, at the request that makes it suspicious: all of the first 500 came from one private address. Costs one atomic load
  // as soon as that is decided.
  [[nodiscard]] bool is_suspicious(std::string_view remote_address);

 private:
  std::atomic<bool> decided_{false};
  std::mutex mutex_;
  std::string address_;      // guarded by mutex_, like the next
  std::uint64_t requests_ = 0;
};

}  // namespace signet::app
