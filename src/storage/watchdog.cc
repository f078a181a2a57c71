#include "storage/watchdog.h"

#include <sys/socket.h>

#include "base/log.h"

namespace signet::storage {
namespace {

constexpr auto kRound = std::chrono::milliseconds(500);

}  // namespace

Watchdog::Watchdog() : thread_([this] { patrol(); }) {}

Watchdog::~Watchdog() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Watchdog::patrol() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    const auto now = std::chrono::steady_clock::now();
    for (const Watch* watch : watches_) {
      if (now >= watch->deadline_) {
        // The lock keeps the watched call from ending meanwhile, so the descriptor is still that
        // connection's.
        shutdown(watch->socket_, SHUT_RDWR);
        log::warn("storage.hung_connection_cut");
      }
    }
    wake_.wait_for(lock, kRound);
  }
}

Watchdog::Watch::Watch(Watchdog& watchdog, int socket, std::chrono::milliseconds limit)
    : watchdog_(watchdog), socket_(socket), deadline_(std::chrono::steady_clock::now() + limit) {
  const std::lock_guard lock(watchdog_.mutex_);
  place_ = watchdog_.watches_.insert(watchdog_.watches_.end(), this);
}

Watchdog::Watch::~Watch() {
  const std::lock_guard lock(watchdog_.mutex_);
  watchdog_.watches_.erase(place_);
}

}  // namespace signet::storage
