// What a token is bound to: whoever presents it proves to have this key besides [RFC7800 §3.1].
#pragma once

#include <string>

namespace signet::protocol {

struct Confirmation {
  std::string jkt;  // RFC 7638 thumbprint of the key that signs DPoP proofs [RFC9449 §6.1]; empty: bound to none

  [[nodiscard]] bool empty() const { return jkt.empty(); }
  bool operator==(const Confirmation&) const = default;
};

}  // namespace signet::protocol
