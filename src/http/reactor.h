// Pistache as what it is good at: listening, accepting, and telling one of many threads that a socket is
// readable. The only file that speaks to it is reactor.cc. Of its HTTP nothing is used: its parser and its
// writer have served one client's answer to another, read bodies as requests and spun for ever.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "http/admission.h"
#include "http/listening_socket.h"
#include "http/settings.h"
#include "http/worker.h"

namespace signet::http {

class Reactor {
 public:
  // One I/O thread for each worker; nobody is accepted while more than `most_open` descriptors are open.
  // Nothing listens yet.
  Reactor(const Settings& settings, std::vector<std::unique_ptr<Worker>>& workers, Admission& admission,
          const TrustedProxies& proxies, int most_open);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  // Binds, listens and serves in its own threads. Throws std::runtime_error or std::invalid_argument where
  // the address is malformed, taken or not ours. SIGPIPE is ignored in this process from here on.
  void start();
  // The port that it listens on, also after it has stopped listening.
  [[nodiscard]] std::uint16_t port() const { return port_; }

  // New clients are refused by the system; those that are here stay. Does not fail.
  void stop_accepting() { listener_.close(); }
  // To be called now and then: resumes accepting when descriptors are free again.
  void balance() { listener_.balance(); }
  // Ends the threads, each after the handler that it is running. Sockets still open are not closed by this:
  // cut them first.
  void stop();

 private:
  struct Library;

  const Settings& settings_;
  ListeningSocket listener_;
  std::unique_ptr<Library> library_;
  std::uint16_t port_ = 0;
};

}  // namespace signet::http
