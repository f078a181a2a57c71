// A few threads of low priority with a bounded queue, for requests that are slow on purpose: a storm of them waits here, is
// refused here, and touches nobody else [R-DOS-1].
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace signet::http {

class Lane {
 public:
  // At least one thread. `most_waiting` counts jobs that no thread has begun.
  Lane(int threads, std::size_t most_waiting);
  ~Lane() { stop(); }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Runs `job` later on a thread of the lane. False, and nothing happens, where the queue is full or stopped.
  // A job must not throw.
  [[nodiscard]] bool submit(std::function<void()> job);

  // Lets running jobs finish, drops waiting ones, ends the threads. Harmless when repeated.
  void stop();

  [[nodiscard]] std::size_t waiting() const;

 private:
  void run();

  const std::size_t most_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace signet::http
