#include "crypto/hash_slots.h"

#include <algorithm>
#include <condition_variable>
#include <limits>
#include <mutex>

namespace signet::crypto {
namespace {

struct Slots {
  std::mutex mutex;
  std::condition_variable freed;
  int most = std::numeric_limits<int>::max();
  int taken = 0;
};

Slots& slots() {
  static Slots& all = *new Slots;  // outlives every thread that hashes
  return all;
}

}  // namespace

void limit_hashes(int at_once) {
  {
    const std::lock_guard lock(slots().mutex);
    slots().most = std::max(1, at_once);
  }
  slots().freed.notify_all();
}

HashSlot::HashSlot() {
  std::unique_lock lock(slots().mutex);
  slots().freed.wait(lock, [] { return slots().taken < slots().most; });
  ++slots().taken;
}

HashSlot::~HashSlot() {
  {
    const std::lock_guard lock(slots().mutex);
    --slots().taken;
  }
  slots().freed.notify_one();
}

}  // namespace signet::crypto
