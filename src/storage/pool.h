// Connections to be lent: opened when needed, the last returned lent first, and nobody waits beyond a
// deadline.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/random.h"
#include "storage/connection.h"

namespace signet::storage {

class Pool {
 public:
  using Open = std::function<std::unique_ptr<Connection>()>;

  // At most `size` connections made by `open`, which throws Error.
  Pool(Open open, int size, std::chrono::milliseconds lease_timeout, Random& random);

  // A connection lent; comes back by itself. What comes back unclean is closed.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection);
    ~Lease();
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    [[nodiscard]] Connection& operator*() const { return *connection_; }
    [[nodiscard]] Connection* operator->() const { return connection_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Throws Error (unavailable) if none is free in time, or (lost) if none can be made. While the database is
  // away, one caller at a time tries to reach it, ever less often up to once a second, and all others fail at
  // once: waiting for what is not there would only tie up their threads.
  [[nodiscard]] Lease lease();

 private:
  void give_back(std::unique_ptr<Connection> connection);
  [[nodiscard]] std::unique_ptr<Connection> open_one(std::unique_lock<std::mutex>& lock);
  void refuse_if_away() const;
  void note_failure();

  const Open open_;
  const int size_;
  const std::chrono::milliseconds lease_timeout_;
  Random& random_;

  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int existing_ = 0;  // lent, idle or being made
  bool probing_ = false;
  std::chrono::milliseconds backoff_{0};  // zero: the last attempt to connect went well
  std::chrono::steady_clock::time_point retry_at_;
};

}  // namespace signet::storage
