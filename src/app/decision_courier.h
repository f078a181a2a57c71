// Tells clients that a person has decided about what they asked for by the back channel [OIDC.CIBA §10.2].
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "base/bell.h"
#include "base/clock.h"
#include "clients/registry.h"
#include "tokens/device_codes.h"

namespace signet::app {

// The store's row is the queue, as with logouts: what is lost with this object, or with the server, is due again after its lease,
// here or at another replica. A notice carries no token, only the news that there is one to fetch; a client that never hears it can
// still ask. Up to eight are told at once, and the next eight when the slowest of them has answered, or not, within its five seconds.
class DecisionCourier {
 public:
  // Posts the JSON `body` to `url` with this bearer token: the status of the answer, or 0 where there was none.
  using Post = std::function<int(const std::string& url, const std::string& bearer, const std::string& body)>;

  struct Parts {
    const tokens::DeviceCodes& device_codes;
    const clients::Registry& registry;
    tokens::DeviceCodeStore& store;
    Post post;
    const Clock& clock;
    Bell& bell;
  };
  explicit DecisionCourier(Parts parts);
  ~DecisionCourier();

  // Takes nothing more; what is being posted comes to its end.
  void stop();

 private:
  void run();
  void tell_due();
  void tell(const tokens::DecisionNotice& notice);

  Parts parts_;
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace signet::app
