// Who is asking: the peer of the connection, or, behind proxies that the operator trusts, the client they
// name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <netinet/in.h>

#include "web/header.h"

namespace signet::http {

// An IP address. IPv4 is kept in its IPv6-mapped form, so a dual-stack socket's peers compare as they should.
class IpAddress {
 public:
  // "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "[::1]"; nothing else, in particular no port and no zone.
  [[nodiscard]] static std::optional<IpAddress> parse(std::string_view text);

  // Of a socket, as the system tells it; nothing for other families.
  [[nodiscard]] static std::optional<IpAddress> of(const sockaddr_storage& socket);

  [[nodiscard]] std::string text() const;  // IPv4 without the mapping; no brackets
  [[nodiscard]] bool is_v4() const;
  // The network that one party is assumed to hold: the address itself, or an IPv6 /64.
  [[nodiscard]] std::string source() const;

  friend class Network;
  friend bool operator==(const IpAddress&, const IpAddress&) = default;

 private:
  std::array<std::uint8_t, 16> octets_{};
};

class Network {
 public:
  // "10.0.0.0/8", "fd00::/8", or a single address.
  [[nodiscard]] static std::optional<Network> parse(std::string_view text);
  [[nodiscard]] bool contains(const IpAddress& address) const;

 private:
  IpAddress base_;
  int bits_ = 128;
};

class TrustedProxies {
 public:
  // Throws std::invalid_argument, naming the entry that is no network.
  explicit TrustedProxies(const std::vector<std::string>& networks);

  [[nodiscard]] bool trusts(std::string_view address) const;

  // The client behind `peer`: `peer` itself unless it is trusted; else the rightmost address in
  // X-Forwarded-For that is not a trusted proxy, since everything to its left is hearsay [R-HT-4]. Nothing
  // where a trusted peer sent that field twice: one of them may be the client's own invention.
  [[nodiscard]] std::optional<std::string> client_of(std::string_view peer,
                                                     const web::Headers& headers) const;

 private:
  std::vector<Network> networks_;
};

}  // namespace signet::http
