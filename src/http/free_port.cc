#include "http/free_port.h"

#include <stdexcept>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

namespace signet::http {
namespace {

template <typename Address>
std::uint16_t bind_anywhere(int family, Address address, std::uint16_t Address::*port) {
  const int socket = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  const bool bound =
      socket >= 0 && ::bind(socket, generic, length) == 0 && ::getsockname(socket, generic, &length) == 0;
  if (socket >= 0) {
    ::close(socket);
  }
  if (!bound) {
    throw std::runtime_error("no free port");
  }
  return ntohs(address.*port);
}

}  // namespace

std::uint16_t free_port(const std::string& host) {
  if (host.find(':') != std::string::npos) {
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    const std::string bare = host.starts_with('[') ? host.substr(1, host.size() - 2) : host;
    if (::inet_pton(AF_INET6, bare.c_str(), &address.sin6_addr) != 1) {
      throw std::runtime_error("not an address: " + host);
    }
    return bind_anywhere(AF_INET6, address, &sockaddr_in6::sin6_port);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  if (::inet_pton(AF_INET, host == "localhost" ? "127.0.0.1" : host.c_str(), &address.sin_addr) != 1) {
    throw std::runtime_error("not an address: " + host);
  }
  return bind_anywhere(AF_INET, address, &sockaddr_in::sin_port);
}

}  // namespace signet::http
