// The library's listening socket, found among our descriptors: the library can neither pause it nor close it
// alone.
//
// Its accepting thread takes every client that comes, however many wait to be looked at, and at the limit on
// descriptors it spins. So accepting is paused while too many are open: clients then wait in the system's
// queue, where they cost no descriptor [S-H10].
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>

namespace signet::http {

class ListeningSocket {
 public:
  // `most_open`: descriptors of the process, of whatever kind, beyond which nobody is accepted. Throws
  // std::system_error where not even one can be had.
  explicit ListeningSocket(int most_open);
  ~ListeningSocket();
  ListeningSocket(const ListeningSocket&) = delete;
  ListeningSocket& operator=(const ListeningSocket&) = delete;

  // Finds the socket of this process that listens on `port` of `host`, an address, and the epoll that watches
  // it. Throws std::runtime_error where there is none.
  void find(const std::string& host, std::uint16_t port);

  // Pauses or resumes accepting, by how many descriptors are open. Any thread, any time; does not fail.
  void balance() noexcept;

  // The system refuses clients from here on. Does not fail; harmless when repeated.
  void close() noexcept;

 private:
  void watch_for(std::uint32_t events) noexcept;

  const int most_open_;
  const int deaf_;  // a socket that does not listen, to take the other's place
  std::atomic<bool> found_{false};
  std::mutex mutex_;
  bool paused_ = false;
  int listener_ = -1;
  int epoll_ = -1;
  std::uint32_t events_ = 0;  // as the library registered it
  std::uint64_t tag_ = 0;
};

}  // namespace signet::http
