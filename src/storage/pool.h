// Connections to be lent: opened when needed, the last returned lent first, and nobody waits beyond a
// deadline.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
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

  // First come, first served. Throws Error (unavailable) if none is free in time, or (lost) if none can be
  // made. While the database is away, one caller at a time tries to reach it, ever less often up to once a
  // second, and all others fail at once: waiting for what is not there would only tie up their threads.
  [[nodiscard]] Lease lease();

 private:
  using Lock = std::unique_lock<std::mutex>;

  // Somebody in the queue. Who serves it takes it out of the queue and gives it a connection, or else a place
  // in which to open one.
  struct Waiter {
    std::condition_variable ready;
    bool served = false;
    std::unique_ptr<Connection> connection;
  };

  [[nodiscard]] std::unique_ptr<Connection> take_idle(Lock& lock);
  [[nodiscard]] std::unique_ptr<Connection> wait_for_one(Lock& lock);
  [[nodiscard]] std::unique_ptr<Connection> open_in_place(Lock& lock);
  void give_back(std::unique_ptr<Connection> connection);
  void free_place();
  [[nodiscard]] bool serve_next(std::unique_ptr<Connection>& connection);
  void refuse_if_away() const;
  void note_failure();

  const Open open_;
  const int size_;
  const std::chrono::milliseconds lease_timeout_;
  Random& random_;

  std::mutex mutex_;
  std::list<Waiter*> queue_;                       // empty whenever a connection is idle or a place is free
  std::vector<std::unique_ptr<Connection>> idle_;  // the last returned at the end
  int places_taken_ = 0;                           // by connections lent, idle or being made
  bool probing_ = false;
  std::chrono::milliseconds backoff_{0};  // zero: the last attempt to connect went well
  std::chrono::steady_clock::time_point retry_at_;
};

}  // namespace signet::storage
