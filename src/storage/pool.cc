#include "storage/pool.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/log.h"
#include "storage/errors.h"

namespace signet::storage {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstBackoff{10};
constexpr milliseconds kLastBackoff{1000};

}  // namespace

Pool::Pool(Open open, int size, milliseconds lease_timeout, Random& random)
    : open_(std::move(open)), size_(std::max(size, 1)), lease_timeout_(lease_timeout), random_(random) {}

Pool::Lease::Lease(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}

Pool::Lease::~Lease() { pool_.give_back(std::move(connection_)); }

Pool::Lease Pool::lease() {
  const auto deadline = steady_clock::now() + lease_timeout_;
  std::unique_lock lock(mutex_);
  for (;;) {
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      lock.unlock();
      if (connection->wakes_up()) {
        return {*this, std::move(connection)};
      }
      connection.reset();
      lock.lock();
      --existing_;
      returned_.notify_one();
    }
    if (existing_ < size_) {
      return {*this, open_one(lock)};
    }
    if (returned_.wait_until(lock, deadline) == std::cv_status::timeout && idle_.empty() &&
        existing_ >= size_) {
      throw Error(Trouble::unavailable, "no free connection", "lease");
    }
  }
}

void Pool::refuse_if_away() const {
  if (backoff_ > milliseconds(0) && (probing_ || steady_clock::now() < retry_at_)) {
    throw Error(Trouble::lost, "away", "connect");
  }
}

std::unique_ptr<Connection> Pool::open_one(std::unique_lock<std::mutex>& lock) {
  refuse_if_away();
  ++existing_;
  probing_ = backoff_ > milliseconds(0);
  lock.unlock();
  try {
    auto connection = open_();
    lock.lock();
    probing_ = false;
    backoff_ = milliseconds(0);
    return connection;
  } catch (...) {
    lock.lock();
    --existing_;
    note_failure();
    returned_.notify_one();
    throw;
  }
}

// Doubles the pause and spreads it over half its length, so that replicas do not come back in step.
void Pool::note_failure() {
  probing_ = false;
  backoff_ = std::clamp(backoff_ * 2, kFirstBackoff, kLastBackoff);
  std::array<std::uint8_t, 1> jitter{};
  random_.fill(jitter);
  retry_at_ = steady_clock::now() + backoff_ / 2 + backoff_ / 2 * jitter[0] / 255;
  log::warn("storage.cannot_connect", {{"retry_after_ms", std::int64_t{backoff_.count()}}});
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (!connection->is_clean()) {
    connection.reset();  // closed outside the lock
  }
  const std::lock_guard lock(mutex_);
  if (connection) {
    idle_.push_back(std::move(connection));
  } else {
    --existing_;
  }
  returned_.notify_one();
}

}  // namespace signet::storage
