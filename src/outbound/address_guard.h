// Which addresses outgoing requests may connect to: the public internet, nothing behind our own walls.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/socket.h>

namespace signet::outbound {

// True for a globally reachable unicast address of IPv4 or IPv6. False for every special-use range (this
// host, private, shared, link-local, documentation, benchmarking, multicast, reserved ...) and every other
// family [R-SSRF-4]. IPv4 inside IPv6 (mapped, NAT64) is judged by the IPv4 address that would be reached.
[[nodiscard]] bool is_public_address(const sockaddr& address);

// The targets that an operator exempted from the guard, as "host:port" ("[::1]:8443" for IPv6).
class ExemptTargets {
 public:
  ExemptTargets() = default;
  explicit ExemptTargets(const std::vector<std::string>& targets);

  // Compares the text of the URL, host in any case; a name is never resolved for it.
  [[nodiscard]] bool contain(std::string_view host, int port) const;

 private:
  std::vector<std::string> targets_;
};

}  // namespace signet::outbound
