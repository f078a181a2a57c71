#include "http/client_address.h"

#include <algorithm>
#include <stdexcept>

#include <arpa/inet.h>

#include "base/text.h"

namespace signet::http {
namespace {

constexpr std::size_t kMappedPrefix = 12;  // octets of ::ffff:0:0/96
constexpr std::string_view kForwardedFor = "X-Forwarded-For";

std::string unmapped(const std::array<std::uint8_t, 16>& octets, bool v4) {
  char text[INET6_ADDRSTRLEN];
  const bool written = v4 ? inet_ntop(AF_INET, &octets[kMappedPrefix], text, sizeof text) != nullptr
                          : inet_ntop(AF_INET6, octets.data(), text, sizeof text) != nullptr;
  return written ? text : "";
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') {
    text = text.substr(1, text.size() - 2);
  }
  const std::string copy(text);  // for its terminating NUL; a NUL within ends the parse in an error below
  IpAddress address;
  if (copy.find('\0') != std::string::npos) {
    return std::nullopt;
  }
  if (inet_pton(AF_INET6, copy.c_str(), address.octets_.data()) == 1) {
    return address;
  }
  address.octets_.fill(0);
  address.octets_[10] = address.octets_[11] = 0xFF;
  return inet_pton(AF_INET, copy.c_str(), &address.octets_[kMappedPrefix]) == 1 ? std::optional(address)
                                                                                : std::nullopt;
}

std::optional<IpAddress> IpAddress::of(const sockaddr_storage& socket) {
  char text[INET6_ADDRSTRLEN];
  const void* octets =
      socket.ss_family == AF_INET6
          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6&>(socket).sin6_addr)
          : &reinterpret_cast<const sockaddr_in&>(socket).sin_addr;
  return inet_ntop(socket.ss_family, octets, text, sizeof text) != nullptr ? parse(text) : std::nullopt;
}

bool IpAddress::is_v4() const {
  return std::all_of(octets_.begin(), octets_.begin() + 10, [](std::uint8_t o) { return o == 0; }) &&
         octets_[10] == 0xFF && octets_[11] == 0xFF;
}

std::string IpAddress::text() const { return unmapped(octets_, is_v4()); }

std::string IpAddress::source() const {
  if (is_v4()) {
    return text();
  }
  auto network = octets_;
  std::fill(network.begin() + 8, network.end(), std::uint8_t{0});
  return unmapped(network, false) + "/64";
}

std::optional<Network> Network::parse(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const auto base = IpAddress::parse(text.substr(0, slash));
  if (!base) {
    return std::nullopt;
  }
  Network network;
  network.base_ = *base;
  if (slash < text.size()) {
    const auto bits = parse_digits(text.substr(slash + 1));
    const int most = base->is_v4() ? 32 : 128;
    if (!bits || *bits > most) {
      return std::nullopt;
    }
    network.bits_ = static_cast<int>(*bits) + (128 - most);
  }
  return network;
}

bool Network::contains(const IpAddress& address) const {
  for (int bit = 0; bit < bits_; bit += 8) {
    const auto at = static_cast<std::size_t>(bit / 8);
    const int mask = bits_ - bit >= 8 ? 0xFF : 0xFF << (8 - (bits_ - bit)) & 0xFF;
    if (((base_.octets_[at] ^ address.octets_[at]) & mask) != 0) {
      return false;
    }
  }
  return true;
}

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
  for (const std::string& text : networks) {
    const auto network = Network::parse(text);
    if (!network) {
      throw std::invalid_argument("not an address or network: " + text);
    }
    networks_.push_back(*network);
  }
}

bool TrustedProxies::trusts(std::string_view address) const {
  if (networks_.empty()) {
    return false;
  }
  const auto parsed = IpAddress::parse(address);
  return parsed && std::any_of(networks_.begin(), networks_.end(),
                               [&](const Network& network) { return network.contains(*parsed); });
}

std::optional<std::string> TrustedProxies::client_of(std::string_view peer,
                                                     const web::Headers& headers) const {
  std::string client(peer);
  if (!trusts(peer)) {
    return client;
  }
  const std::size_t fields = web::count(headers, kForwardedFor);
  if (fields > 1) {
    return std::nullopt;
  }
  if (fields == 1) {
    std::vector<std::string_view> hops = split(*web::only(headers, kForwardedFor), ',');
    while (!hops.empty() && trusts(client)) {
      const auto hop = IpAddress::parse(trim(hops.back()));
      hops.pop_back();
      if (!hop) {
        break;  // a word such as "unknown": the proxy that wrote it is the last one known
      }
      client = hop->text();
    }
  }
  return client;
}

}  // namespace signet::http
