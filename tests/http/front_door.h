// A running front door with routes that show what reached them, for tests over real sockets.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "http/raw_client.h"
#include "http/server.h"
#include "web/route_table.h"

namespace signet::http::testing {

class FixedClock final : public Clock {
 public:
  [[nodiscard]] Time now() const override {
    return from_epoch_seconds(784'111'777);
  }  // as in RFC 9110's example
};

// Distinct bytes each time, from any thread; or none at all.
class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override {
    if (broken) {
      throw std::runtime_error("no entropy");
    }
    std::uint64_t value = next_.fetch_add(1);
    for (std::uint8_t& byte : out) {
      byte = static_cast<std::uint8_t>(value & 0xFF);
      value >>= 8;
    }
  }
  std::atomic<bool> broken{false};

 private:
  std::atomic<std::uint64_t> next_{1};
};

// Handlers wait here until the test lets them go.
class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  // Returns when `count` handlers have come here; false after five seconds.
  bool await(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(5), [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

// Polls for up to five seconds; for things that become true on another thread.
inline bool eventually(const std::function<bool()>& condition) {
  for (int i = 0; i < 2'500; ++i) {
    if (condition()) {
      return true;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

struct Observed {
  std::string path;
  std::string request_id;
  std::string remote_address;
  int status = 0;
  std::string detail;
};

class FrontDoor {
 public:
  // Two threads, unless said otherwise; `more` routes beside those below.
  explicit FrontDoor(Settings settings = small(), std::vector<web::Route> more = {});
  ~FrontDoor() { gate.open(); }

  static Settings small() {
    Settings settings;
    settings.threads = 2;
    return settings;
  }

  [[nodiscard]] RawClient connect(std::string_view from = {}, int receive_buffer = 0) const {
    return RawClient(server->port(), from, receive_buffer);
  }
  // One request on a connection of its own.
  [[nodiscard]] std::optional<Answer> ask(std::string_view bytes, bool to_head = false) const {
    return connect().ask(bytes, to_head);
  }
  [[nodiscard]] std::vector<Observed> observed() const {
    const std::lock_guard lock(mutex_);
    return observed_;
  }
  // Whether any handler has seen this path.
  [[nodiscard]] bool handled(std::string_view path) const;

  FixedClock clock;
  CountingRandom random;
  Gate gate;
  std::atomic<bool> errors_throw{false};  // the error page itself

 private:
  std::vector<web::Route> routes(std::vector<web::Route> more);

  mutable std::mutex mutex_;
  std::vector<Observed> observed_;
  std::vector<std::string> handled_;
  web::RouteTable table_;

 public:
  std::unique_ptr<Server> server;  // ends first: the others are used by its threads
};

}  // namespace signet::http::testing
