// What all connections share: the routes, the clock, the limits, the counters.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>

#include "base/clock.h"
#include "base/random.h"
#include "http/client_address.h"
#include "http/settings.h"
#include "web/request.h"
#include "web/response.h"
#include "web/route_table.h"

namespace signet::http {

// Called once for each request, when its answer is sent (or cannot be, because the client left), on an I/O
// thread, with the time that it took. Requests that never became one (framing, timeouts) are reported too,
// with as much of them as was understood: their path may be empty.
using Observer = std::function<void(const web::Request&, const web::Response&, std::chrono::nanoseconds)>;

// For deadlines and durations only; the protocol's time is signet::Time.
using Instant = std::chrono::steady_clock::time_point;

struct Service {
  const web::RouteTable& routes;
  const Clock& clock;
  Random& random;
  const Settings& settings;
  Observer observer;
  TrustedProxies proxies;
  std::function<Instant()> monotonic = std::chrono::steady_clock::now;

  std::atomic<bool> draining{false};      // every answer is the last one of its connection
  std::atomic<std::size_t> in_flight{0};  // connections with a request that is begun and not answered
};

}  // namespace signet::http
