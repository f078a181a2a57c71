// Points in time as the protocol counts them: UTC, milliseconds inside, whole seconds on the wire.
#pragma once

#include <chrono>
#include <cstdint>

namespace signet {

using Milliseconds = std::chrono::milliseconds;
using Seconds = std::chrono::seconds;
using Time = std::chrono::sys_time<Milliseconds>;

// NumericDate [RFC7519 §2]: whole seconds since the epoch, rounded down.
inline std::int64_t epoch_seconds(Time t) { return std::chrono::floor<Seconds>(t).time_since_epoch().count(); }
inline std::int64_t epoch_ms(Time t) { return t.time_since_epoch().count(); }
inline Time from_epoch_seconds(std::int64_t s) { return Time(Seconds(s)); }
inline Time from_epoch_ms(std::int64_t ms) { return Time(Milliseconds(ms)); }

}  // namespace signet
