#include "cli/probe.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace signet::cli {
namespace {

using Clock = std::chrono::steady_clock;

class Socket {
 public:
  explicit Socket(int fd) : fd_(fd) {}
  ~Socket() {
    if (fd_ >= 0) {
      close(fd_);
    }
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

// Waits until the socket is ready for `events`; false at the deadline.
bool wait_for(int fd, short events, Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
  pollfd waited{fd, events, 0};
  return left > 0 && poll(&waited, 1, static_cast<int>(left)) == 1;
}

std::string reachable_host(const std::string& host) {
  if (host == "0.0.0.0") {
    return "127.0.0.1";
  }
  if (host == "[::]") {
    return "::1";
  }
  return host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
}

std::string why(const std::string& what, int error) { return what + ": " + std::strerror(error); }

constexpr std::string_view kVersion = "HTTP/1.1 ";
constexpr std::size_t kDigits = 3;
constexpr std::size_t kEnough = kVersion.size() + kDigits + 1;

// The status of an answer that begins with "HTTP/1.1 200 ": three digits, from 100 to 599, and what ends them. Anything
// less may be a server that died while it spoke [RFC9112 §4].
Expected<int, std::string> status_of(std::string_view answer) {
  if (answer.size() >= kEnough && answer.starts_with(kVersion)) {
    const char end = answer[kEnough - 1];
    const auto status = parse_digits(answer.substr(kVersion.size(), kDigits));
    if (status && *status >= 100 && *status <= 599 && (end == ' ' || end == '\r')) {
      return static_cast<int>(*status);
    }
  }
  return unexpected(std::string("what answers there does not speak HTTP/1.1"));
}

Expected<int, std::string> ask(int fd, const std::string& request, Clock::time_point deadline) {
  for (std::size_t sent = 0; sent < request.size();) {
    const ssize_t count = send(fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (count > 0) {
      sent += static_cast<std::size_t>(count);
    } else if (errno != EAGAIN || !wait_for(fd, POLLOUT, deadline)) {
      return unexpected(std::string("it does not take the request"));
    }
  }
  std::string answer;
  std::array<char, 256> buffer{};
  while (answer.size() < kEnough) {
    if (!wait_for(fd, POLLIN, deadline)) {
      return unexpected(std::string("it does not answer in time"));
    }
    const ssize_t count = recv(fd, buffer.data(), buffer.size(), 0);
    if (count <= 0) {
      break;
    }
    answer.append(buffer.data(), static_cast<std::size_t>(count));
  }
  return status_of(answer);
}

}  // namespace

Expected<int, std::string> probe(const config::Address& address, const std::string& path,
                                 std::chrono::milliseconds patience) {
  const auto deadline = Clock::now() + patience;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  if (getaddrinfo(reachable_host(address.host).c_str(), std::to_string(address.port).c_str(), &hints,
                  &list) != 0) {
    return unexpected("there is no address " + address.text());
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(list, freeaddrinfo);
  std::string problem = "no address";
  for (const addrinfo* candidate = list; candidate != nullptr;
       candidate = candidate->ai_next) {  // localhost has two
    const Socket socket(::socket(candidate->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.fd() < 0) {
      problem = why("no socket", errno);
      continue;
    }
    int error = connect(socket.fd(), candidate->ai_addr, candidate->ai_addrlen) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      socklen_t size = sizeof error;
      error = wait_for(socket.fd(), POLLOUT, deadline) &&
                      getsockopt(socket.fd(), SOL_SOCKET, SO_ERROR, &error, &size) == 0
                  ? error
                  : ETIMEDOUT;
    }
    if (error != 0) {
      problem = why("nothing answers there", error);
      continue;
    }
    return ask(socket.fd(),
               "GET " + path + " HTTP/1.1\r\nHost: " + address.text() + "\r\nConnection: close\r\n\r\n",
               deadline);
  }
  return unexpected(std::move(problem));
}

}  // namespace signet::cli
