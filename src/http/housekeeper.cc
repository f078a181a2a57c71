#include "http/housekeeper.h"

#include <utility>

namespace signet::http {

Housekeeper::Housekeeper(std::chrono::milliseconds interval, std::function<void()> look)
    : interval_(interval), look_(std::move(look)), thread_([this] { run(); }) {}

void Housekeeper::nudge() {
  {
    const std::lock_guard lock(mutex_);
    nudged_ = true;
  }
  changed_.notify_one();
}

void Housekeeper::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) {
    thread_.join();
  }
}

void Housekeeper::run() {
  std::unique_lock lock(mutex_);
  while (!stopped_) {
    changed_.wait_for(lock, interval_, [this] { return nudged_ || stopped_; });
    nudged_ = false;
    lock.unlock();
    look_();
    lock.lock();
  }
}

}  // namespace signet::http
