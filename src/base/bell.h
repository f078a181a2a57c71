// A bell between threads: any may ring it, one waits for it.
#pragma once

#include <condition_variable>
#include <mutex>

#include "base/time.h"

namespace signet {

// A ring while nobody waits is kept for whoever waits next; several are one.
class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    heard_.notify_one();
  }

  // Returns when it is rung, or after `longest`.
  void wait(Milliseconds longest) {
    std::unique_lock lock(mutex_);
    heard_.wait_for(lock, longest, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable heard_;
  bool rung_ = false;
};

}  // namespace signet
