// Frees threads that wait for a database which neither answers nor hangs up: a stopped server keeps
// acknowledging packets, so no timeout of the network or of the server itself helps there.
#pragma once

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace signet::storage {

class Watchdog {
 public:
  Watchdog();
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // While a Watch lives, a call on `socket` is under way; after `limit` the socket is shut down under it.
  class Watch {
   public:
    Watch(Watchdog& watchdog, int socket, std::chrono::milliseconds limit);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

   private:
    friend class Watchdog;
    Watchdog& watchdog_;
    const int socket_;
    const std::chrono::steady_clock::time_point deadline_;
    std::list<Watch*>::iterator place_;
  };

 private:
  void patrol();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::list<Watch*> watches_;
  std::thread thread_;  // last: it uses the others
};

}  // namespace signet::storage
