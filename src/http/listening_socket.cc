#include "http/listening_socket.h"

#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/client_address.h"

namespace signet::http {
namespace {

// Between pausing and resuming, so that the two do not alternate with every client.
constexpr int kSlack = 32;

// Numbers are given out lowest first, and this is asked at the start: what is sought is among the first hundreds.
constexpr int kMostSearched = 1 << 16;

bool listens_on(int descriptor, const IpAddress& host, std::uint16_t port) {
  int listening = 0;
  socklen_t size = sizeof listening;
  if (::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0) {
    return false;
  }
  sockaddr_storage bound{};
  size = sizeof bound;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
    return false;
  }
  const auto address = IpAddress::of(bound);
  return address == host && ntohs(reinterpret_cast<const sockaddr_in&>(bound).sin_port) == port;
}

// An epoll refuses to watch a second time what it watches already. Asking costs a hundredth of reading /proc,
// and at each start hundreds of descriptors are asked.
bool watches(int epoll, int descriptor) {
  epoll_event nothing{};
  if (::epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &nothing) == 0) {
    (void)::epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, nullptr);
    return false;
  }
  return errno == EEXIST;
}

struct Registration {
  std::uint32_t events = 0;
  std::uint64_t tag = 0;
};

// How `epoll` watches `descriptor`, from lines such as "tfd:  7 events:  19 data:  7 pos:0 ...", in
// hexadecimal but for the first number; nothing where it does not.
std::optional<Registration> registration(int epoll, int descriptor) {
  std::ifstream info("/proc/self/fdinfo/" + std::to_string(epoll));
  for (std::string line; std::getline(info, line);) {
    std::istringstream words(line);
    std::string label;
    int watched = -1;
    Registration found;
    if (words >> label >> watched && label == "tfd:" && watched == descriptor && words >> label >> std::hex &&
        words >> found.events >> label >> found.tag) {
      return found;
    }
  }
  return std::nullopt;
}

}  // namespace

ListeningSocket::ListeningSocket(int most_open)
    : most_open_(most_open), deaf_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (deaf_ < 0) {
    throw std::system_error(errno, std::generic_category(), "socket");
  }
}

ListeningSocket::~ListeningSocket() { ::close(deaf_); }

void ListeningSocket::find(const std::string& host, std::uint16_t port) {
  const auto address = IpAddress::parse(host);
  const std::lock_guard lock(mutex_);
  for (int candidate = 0; candidate < kMostSearched; ++candidate) {
    if (!address || !listens_on(candidate, *address, port)) {
      continue;
    }
    for (int epoll = 0; epoll < kMostSearched; ++epoll) {
      if (const auto how = watches(epoll, candidate) ? registration(epoll, candidate) : std::nullopt) {
        listener_ = candidate;
        epoll_ = epoll;
        events_ = how->events;
        tag_ = how->tag;
        found_ = true;
        return;
      }
    }
  }
  throw std::runtime_error("the listening socket is not to be found");
}

void ListeningSocket::balance() noexcept {
  if (!found_) {
    return;
  }
  // A new descriptor gets the lowest free number, so its number tells how many are open at least.
  const int lowest_free = ::fcntl(deaf_, F_DUPFD_CLOEXEC, 0);
  if (lowest_free >= 0) {
    ::close(lowest_free);
  }
  const std::lock_guard lock(mutex_);
  if (listener_ < 0) {
    return;
  }
  if (lowest_free < 0 || lowest_free > most_open_) {
    if (!paused_) {
      watch_for(0);
      paused_ = true;
    }
  } else if (paused_ && lowest_free < most_open_ - kSlack) {
    watch_for(events_);
    paused_ = false;
  }
}

void ListeningSocket::close() noexcept {
  const std::lock_guard lock(mutex_);
  if (listener_ >= 0) {
    // Under its number, since the library will close that number one day. The system forgets the socket
    // itself, and with it what the accepting thread waits for.
    (void)::dup3(deaf_, listener_, O_CLOEXEC);
    listener_ = -1;
  }
}

void ListeningSocket::watch_for(std::uint32_t events) noexcept {
  epoll_event event{};
  event.events = events;
  event.data.u64 = tag_;
  (void)::epoll_ctl(epoll_, EPOLL_CTL_MOD, listener_, &event);
}

}  // namespace signet::http
