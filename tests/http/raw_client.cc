#include "http/raw_client.h"

#include <cerrno>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/tcp.h>

namespace signet::http::testing {
namespace {

constexpr int kPatienceMs = 5'000;

sockaddr_in loopback(std::string_view address, std::uint16_t port) {
  sockaddr_in result{};
  result.sin_family = AF_INET;
  result.sin_port = htons(port);
  ::inet_pton(AF_INET, std::string(address).c_str(), &result.sin_addr);
  return result;
}

}  // namespace

RawClient::RawClient(std::uint16_t port, std::string_view from, int receive_buffer) {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0) {
    throw std::system_error(errno, std::generic_category(), "socket");
  }
  const int one = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (receive_buffer > 0) {
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  if (!from.empty()) {
    const sockaddr_in source = loopback(from, 0);
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&source), sizeof source);
  }
  const sockaddr_in server = loopback("127.0.0.1", port);
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&server), sizeof server) != 0) {
    const int error = errno;
    close();
    throw std::system_error(error, std::generic_category(), "connect");
  }
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) {
      return false;
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void RawClient::send_each_byte(std::string_view bytes) {
  for (const char& c : bytes) {
    send({&c, 1});
  }
}

void RawClient::abort() {
  const linger reset{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  close();
}

void RawClient::close() {
  if (socket_ >= 0) {
    ::close(std::exchange(socket_, -1));
  }
}

bool RawClient::fill() {
  pollfd readable{socket_, POLLIN, 0};
  if (::poll(&readable, 1, kPatienceMs) <= 0) {
    timed_out_ = true;
    return false;
  }
  char bytes[16 * 1024];
  const auto size = ::recv(socket_, bytes, sizeof bytes, 0);
  if (size <= 0) {
    return false;
  }
  input_.append(bytes, static_cast<std::size_t>(size));
  return true;
}

std::optional<Answer> RawClient::read(bool to_head) {
  std::size_t end = 0;
  while ((end = input_.find("\r\n\r\n")) == std::string::npos) {
    if (!fill()) {
      return std::nullopt;
    }
  }
  Answer answer;
  std::string_view head = std::string_view(input_).substr(0, end + 2);
  if (!head.starts_with("HTTP/1.1 ") || head.size() < 13) {
    return std::nullopt;
  }
  answer.status = static_cast<int>(parse_digits(head.substr(9, 3)).value_or(0));
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) {
      return std::nullopt;
    }
    answer.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
    head.remove_prefix(line.size() + 2);
  }
  const bool bodyless = to_head || answer.status < 200 || answer.status == 204 || answer.status == 304;
  const std::size_t size =
      bodyless
          ? 0
          : static_cast<std::size_t>(parse_digits(answer.field("Content-Length").value_or("")).value_or(0));
  while (input_.size() < end + 4 + size) {
    if (!fill()) {
      return std::nullopt;
    }
  }
  answer.body = input_.substr(end + 4, size);
  input_.erase(0, end + 4 + size);
  return answer;
}

std::string RawClient::read_rest() {
  while (fill()) {
  }
  return std::exchange(input_, {});
}

}  // namespace signet::http::testing
