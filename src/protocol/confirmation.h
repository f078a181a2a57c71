// What a token is bound to: whoever presents it proves to have this key besides [RFC7800 §3.1].
#pragma once

#include <string>

namespace signet::protocol {

struct Confirmation {
  std::string jkt;       // RFC 7638 thumbprint of the key that signs DPoP proofs [RFC9449 §6.1]; empty: none
  std::string x5t_s256;  // thumbprint of the certificate that the client shows by TLS [RFC8705 §3.1]; empty: none

  [[nodiscard]] bool empty() const { return jkt.empty() && x5t_s256.empty(); }
  bool operator==(const Confirmation&) const = default;
};

}  // namespace signet::protocol
