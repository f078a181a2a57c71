// The Ed25519 public keys under which forgery is easy.
#pragma once

#include <string_view>

namespace signet::jose {

// Whether the 32 bytes encode a point of order 1, 2, 4 or 8, in any spelling. Under such a "key" anybody can
// make signatures that verify, for every message or for one in eight; OpenSSL does not refuse them [R-JW-10].
[[nodiscard]] bool is_small_order_ed25519(std::string_view point);

}  // namespace signet::jose
