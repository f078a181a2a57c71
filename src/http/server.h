// The front door: listens, reads requests strictly, has the routes answer them, and writes the answers.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "http/service.h"
#include "http/settings.h"
#include "web/route_table.h"

namespace signet::http {

class Server {
 public:
  // Everything referred to must outlive the server; `random`, `clock`, `observer` and the routes are used by
  // many threads at once. Throws std::invalid_argument where a setting makes no sense, std::runtime_error
  // where the system allows too few descriptors for it.
  Server(const web::RouteTable& routes, const Clock& clock, Random& random, Settings settings,
         Observer observer);
  // As drain() without patience.
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Binds, and serves in threads of its own from here on. Throws where the address is malformed or taken.
  // Block the signals that end the process before this, so that none of these threads gets them.
  void start();

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string address() const;  // "127.0.0.1:8080", "[::1]:8080"

  // The graceful end: nobody is accepted any more, every answer says that it is the last, and when everything
  // begun is answered, or `deadline` has passed, all connections end and all threads are joined (a handler
  // that is still running then is waited for). True where nothing begun was lost. Harmless when repeated.
  bool drain(std::chrono::milliseconds deadline);

  // For the metrics.
  [[nodiscard]] std::size_t connections() const;
  [[nodiscard]] std::size_t in_flight() const;       // with a request begun and not answered
  [[nodiscard]] std::size_t password_queue() const;  // jobs not begun

 private:
  struct Parts;

  std::unique_ptr<Parts> parts_;
};

}  // namespace signet::http
