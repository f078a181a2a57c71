// Tells clients that a session has ended [OIDC.BackChannel]: takes deliveries from the store, posts logout tokens, and
// tries again for a day.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "authorization/logout_store.h"
#include "base/bell.h"
#include "base/clock.h"
#include "base/random.h"
#include "clients/registry.h"
#include "metrics/metrics.h"
#include "tokens/issuer.h"

namespace signet::app {

// The store's row is the queue: what is lost with this object, or with the server, is due again after its lease, here or
// at another replica. A client may hear the same twice, but never nothing while it answers within a day.
//
// One thread looks for what is due, at every ring of the bell and once a second; four post. A client gets one request at a
// time, and one that fails or takes its time has all that waits for it put off, so that it never holds up the others.
class LogoutCourier {
 public:
  // Posts the form `body` to `url`, within five seconds: the status of the answer, or 0 where there was none.
  using Post = std::function<int(const std::string& url, const std::string& body)>;

  struct Parts {
    const tokens::Issuer& mint;
    const clients::Registry& registry;
    authorization::LogoutStore& deliveries;
    Post post;
    const Clock& clock;
    Random& random;
    metrics::Metrics& metrics;
    Bell& bell;
  };
  explicit LogoutCourier(Parts parts);
  ~LogoutCourier();

  // Takes nothing more; what is being posted comes to its end.
  void stop();

 private:
  using Delivery = authorization::LogoutDelivery;

  void collect();
  void take_due();
  void deliver();
  [[nodiscard]] std::deque<Delivery>::iterator next_deliverable();  // mutex_ is held
  void attempt(Delivery delivery);
  void judge(Delivery& delivery, int status, Time now) const;
  void put_off(const std::string& client_id, Time until);

  Parts parts_;
  std::atomic<bool> stopping_{false};
  std::mutex mutex_;
  std::condition_variable work_;
  std::deque<Delivery> held_;   // guarded by mutex_, like the next
  std::set<std::string> busy_;  // client_ids that are being posted to
  std::vector<std::thread> threads_;
};

}  // namespace signet::app
