// How other threads ask an I/O thread to do something: a queue of closures, and a socket that becomes
// readable when there are some. The reactor watches that socket as if it were a client's, so the closures run
// where all the sockets of that thread are at home, and nobody else ever touches them.
#pragma once

#include <functional>
#include <mutex>
#include <vector>

namespace signet::http {

class Mailbox {
 public:
  using Letter = std::function<void()>;

  // Throws std::system_error where descriptors are exhausted.
  Mailbox();
  ~Mailbox();
  Mailbox(const Mailbox&) = delete;
  Mailbox& operator=(const Mailbox&) = delete;

  // Any thread. Letters are run in the order posted.
  void post(Letter letter);

  // The I/O thread, when the socket was readable: all letters so far. They come with at least one byte each
  // time the box was empty, so no wake-up is lost, whatever the reactor merges.
  [[nodiscard]] std::vector<Letter> collect();

  // The end for the reactor to watch; stays owned by the mailbox.
  [[nodiscard]] int descriptor() const { return reading_; }

 private:
  int reading_ = -1;
  int writing_ = -1;
  std::mutex mutex_;
  std::vector<Letter> letters_;
};

}  // namespace signet::http
