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
  Lock lock(mutex_);
  if (auto connection = take_idle(lock)) {
    return {*this, std::move(connection)};
  }
  if (places_taken_ < size_) {
    ++places_taken_;
    return {*this, open_in_place(lock)};
  }
  auto connection = wait_for_one(lock);
  return {*this, connection ? std::move(connection) : open_in_place(lock)};
}

// The last returned that is still good, or null.
std::unique_ptr<Connection> Pool::take_idle(Lock& lock) {
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    lock.unlock();  // looking at it, and closing it, may take a moment
    const bool good = connection->wakes_up();
    if (!good) {
      connection.reset();
    }
    lock.lock();
    if (good) {
      return connection;
    }
    free_place();
  }
  return nullptr;
}

// A connection that somebody returned, or null if a place became free instead, which is then the caller's.
std::unique_ptr<Connection> Pool::wait_for_one(Lock& lock) {
  Waiter waiter;
  const auto position = queue_.insert(queue_.end(), &waiter);
  const auto deadline = steady_clock::now() + lease_timeout_;
  if (!waiter.ready.wait_until(lock, deadline, [&] { return waiter.served; })) {
    queue_.erase(position);
    throw Error(Trouble::unavailable, "no free connection", "lease");
  }
  return std::move(waiter.connection);
}

// The caller has taken a place; it is free again if this throws.
std::unique_ptr<Connection> Pool::open_in_place(Lock& lock) {
  try {
    refuse_if_away();
  } catch (...) {
    free_place();
    throw;
  }
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
    note_failure();
    free_place();
    throw;
  }
}

void Pool::refuse_if_away() const {
  if (backoff_ > milliseconds(0) && (probing_ || steady_clock::now() < retry_at_)) {
    throw Error(Trouble::lost, "away", "connect");
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
  if (!connection) {
    free_place();
  } else if (!serve_next(connection)) {
    idle_.push_back(std::move(connection));
  }
}

void Pool::free_place() {
  std::unique_ptr<Connection> none;
  if (!serve_next(none)) {
    --places_taken_;
  }
}

bool Pool::serve_next(std::unique_ptr<Connection>& connection) {
  if (queue_.empty()) {
    return false;
  }
  Waiter& next = *queue_.front();
  queue_.pop_front();
  next.connection = std::move(connection);
  next.served = true;
  next.ready.notify_one();
  return true;
}

}  // namespace signet::storage
