// Who is asked for the time. Only the front door and housekeeping hold a Clock; a request has one `now`.
#pragma once

#include <atomic>

#include "base/time.h"

namespace signet {

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time now() const = 0;
};

// The machine's clock plus an offset, so that every replica counts time as the primary database does [R-TIME-1].
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override;
  void set_offset(Milliseconds offset) { offset_ms_.store(offset.count(), std::memory_order_relaxed); }
  [[nodiscard]] Milliseconds offset() const { return Milliseconds(offset_ms_.load(std::memory_order_relaxed)); }

 private:
  std::atomic<std::int64_t> offset_ms_{0};
};

}  // namespace signet
