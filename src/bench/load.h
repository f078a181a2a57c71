// Runs one kind of request as fast as a server answers it, on a number of connections, and says how fast that was.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "bench/channel.h"

namespace signet::bench {

// What one connection does again and again. Its answers may decide what it asks next, so each connection has its own.
class Flow {
 public:
  virtual ~Flow() = default;
  // Once, in whatever number of requests; throws std::runtime_error with a sentence where an answer is not the one expected.
  virtual void once(Channel& channel) = 0;
};

struct Load {
  int connections = 16;  // each in a thread of its own, and never more than one request under way on each
  std::chrono::milliseconds duration{5000};
  std::chrono::milliseconds warm_up{500};  // not counted
};

struct Figures {
  double per_second = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double worst_ms = 0;
  std::int64_t done = 0;
  std::int64_t failed = 0;
  std::string first_failure;
  double own_cpu_seconds = 0;  // that this program took while it was counting
};

// `make` is called once for each connection, in its thread. A flow that fails is made anew.
[[nodiscard]] Figures run(const Target& target, const std::function<std::unique_ptr<Flow>()>& make, const Load& load);

}  // namespace signet::bench
