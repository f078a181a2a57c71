// The thread that looks at the clock for all I/O threads: it wakes one when a connection there is overdue, so
// that a client that sends nothing more is ended too. It touches no socket itself [R-DOS-4].
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace signet::http {

class Housekeeper {
 public:
  // Calls `look` every `interval`, and at once after nudge(), on a thread of its own. `look` must not throw.
  Housekeeper(std::chrono::milliseconds interval, std::function<void()> look);
  ~Housekeeper() { stop(); }
  Housekeeper(const Housekeeper&) = delete;
  Housekeeper& operator=(const Housekeeper&) = delete;

  void nudge();
  void stop();

 private:
  void run();

  const std::chrono::milliseconds interval_;
  const std::function<void()> look_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool nudged_ = false;
  bool stopped_ = false;
  std::thread thread_;
};

}  // namespace signet::http
