// A snapshot that many threads read while one replaces it as a whole.
#pragma once

#include <memory>
#include <mutex>
#include <utility>

namespace signet {

// Readers keep what they were given for as long as they like; it never changes under them.
// Deliberate: not std::atomic<std::shared_ptr>. GCC 12 releases its internal lock after a load with relaxed
// order, which is a data race on paper and in ThreadSanitizer; and it is a lock all the same.
template <typename T>
class Swapped {
 public:
  [[nodiscard]] std::shared_ptr<const T> load() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }

  // The old snapshot is given back, so that it is destroyed outside the lock.
  std::shared_ptr<const T> exchange(std::shared_ptr<const T> value) {
    const std::lock_guard lock(mutex_);
    return std::exchange(value_, std::move(value));
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const T> value_;
};

}  // namespace signet
