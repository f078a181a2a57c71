#include "http/mailbox.h"

#include <cerrno>
#include <system_error>
#include <utility>

#include <sys/socket.h>
#include <unistd.h>

namespace signet::http {

Mailbox::Mailbox() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) != 0) {
    throw std::system_error(errno, std::generic_category(), "socketpair");
  }
  reading_ = ends[0];
  writing_ = ends[1];
}

Mailbox::~Mailbox() {
  ::close(reading_);
  ::close(writing_);
}

void Mailbox::post(Letter letter) {
  bool was_empty = false;
  {
    const std::lock_guard lock(mutex_);
    was_empty = letters_.empty();
    letters_.push_back(std::move(letter));
  }
  if (was_empty) {
    // A full socket buffer needs no byte more: what is in it wakes the reader.
    const char byte = 0;
    [[maybe_unused]] const auto sent = ::send(writing_, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT);
  }
}

std::vector<Mailbox::Letter> Mailbox::collect() {
  std::vector<Letter> letters;
  const std::lock_guard lock(mutex_);
  letters.swap(letters_);
  return letters;
}

}  // namespace signet::http
