#include "app/one_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "outbound/address_guard.h"

namespace signet::app {

bool is_private_address(std::string_view address) {
  const std::string text(address);
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    return !outbound::is_public_address(reinterpret_cast<const sockaddr&>(v4));
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  return inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1 && !outbound::is_public_address(reinterpret_cast<const sockaddr&>(v6));
}

bool OneAddress::is_suspicious(std::string_view remote_address) {
  if (decided_.load(std::memory_order_relaxed)) {
    return false;
  }
  const std::scoped_lock lock(mutex_);
  if (decided_) {
    return false;
  }
  if (requests_ == 0) {
    address_ = std::string(remote_address);
  }
  ++requests_;
  const bool suspicious = address_ == remote_address && requests_ >= kSuspicious && is_private_address(address_);
  decided_ = suspicious || address_ != remote_address || requests_ >= kSuspicious;
  return suspicious;
}

}  // namespace signet::app
