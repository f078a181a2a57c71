#include "outbound/address_guard.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include <netinet/in.h>

#include "base/text.h"

namespace signet::outbound {
namespace {

using V6 = std::array<std::uint8_t, 16>;

struct V4Range {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t v4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

// The IANA registry of special-purpose addresses [RFC6890], with multicast and the reserved class E.
constexpr V4Range kSpecialV4[] = {
    {v4(0, 0, 0, 0), 8},        // this network; 0.0.0.0 reaches this host on Linux
    {v4(10, 0, 0, 0), 8},       // private
    {v4(100, 64, 0, 0), 10},    // shared: carriers, and metadata services of some clouds
    {v4(127, 0, 0, 0), 8},      // loopback
    {v4(169, 254, 0, 0), 16},   // link-local: metadata services of most clouds
    {v4(172, 16, 0, 0), 12},    // private
    {v4(192, 0, 0, 0), 24},     // protocol assignments
    {v4(192, 0, 2, 0), 24},     // documentation
    {v4(192, 88, 99, 0), 24},   // 6to4 relays
    {v4(192, 168, 0, 0), 16},   // private
    {v4(198, 18, 0, 0), 15},    // benchmarking
    {v4(198, 51, 100, 0), 24},  // documentation
    {v4(203, 0, 113, 0), 24},   // documentation
    {v4(224, 0, 0, 0), 4},      // multicast
    {v4(240, 0, 0, 0), 4},      // reserved, broadcast
};

struct V6Range {
  V6 network;
  int bits;
};

constexpr V6Range kGlobalV6{{0x20}, 3};  // 2000::/3; all else is special, or not assigned to anybody yet

// What is special within 2000::/3.
constexpr V6Range kSpecialV6[] = {
    {{0x20, 0x01, 0x00, 0x00}, 23},  // protocol assignments: Teredo, ORCHID, benchmarking
    {{0x20, 0x01, 0x0d, 0xb8}, 32},  // documentation
    {{0x20, 0x02}, 16},              // 6to4: carries an IPv4 address of the attacker's choice
    {{0x3f, 0xff}, 20},              // documentation
};

// Prefixes whose last four bytes are the IPv4 address that is really reached.
constexpr V6Range kEmbeddingV4[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96},  // mapped
    {{0x00, 0x64, 0xff, 0x9b}, 96},  // NAT64: all that an IPv6-only network has for the IPv4 world
};

bool lies_in(std::uint32_t address, const V4Range& range) {
  return (address ^ range.network) >> (32 - range.bits) == 0;
}

bool lies_in(const V6& address, const V6Range& range) {
  for (int bit = 0; bit < range.bits; bit += 8) {
    const int differing = address[bit / 8] ^ range.network[bit / 8];
    if (differing >> std::max(0, 8 - (range.bits - bit)) != 0) {
      return false;
    }
  }
  return true;
}

template <typename Address, typename Range>
bool lies_in_any(const Address& address, const Range& ranges) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const auto& range) { return lies_in(address, range); });
}

bool is_public(std::uint32_t address) { return !lies_in_any(address, kSpecialV4); }

bool is_public(const V6& address) {
  if (lies_in_any(address, kEmbeddingV4)) {
    return is_public(v4(address[12], address[13], address[14], address[15]));
  }
  return lies_in(address, kGlobalV6) && !lies_in_any(address, kSpecialV6);
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  // Copied out, because a sockaddr from a library promises neither alignment nor the type that we would read.
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return is_public(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in6{};
    std::memcpy(&in6, &address, sizeof in6);
    V6 bytes{};
    std::memcpy(bytes.data(), &in6.sin6_addr, bytes.size());
    return is_public(bytes);
  }
  return false;
}

ExemptTargets::ExemptTargets(const std::vector<std::string>& targets) {
  std::transform(targets.begin(), targets.end(), std::back_inserter(targets_),
                 [](const std::string& target) { return ascii_lower(target); });
}

bool ExemptTargets::contain(std::string_view host, int port) const {
  const std::string target = ascii_lower(host) + ":" + std::to_string(port);
  return std::find(targets_.begin(), targets_.end(), target) != targets_.end();
}

}  // namespace signet::outbound
