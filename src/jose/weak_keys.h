// Public keys that are well-formed and yet protect nothing.
#pragma once

#include <string_view>

namespace signet::jose {

// Whether the 32 bytes encode a point of order 1, 2, 4 or 8, in any spelling. Under such a "key" anybody can
// make signatures that verify, for every message or for one in eight; OpenSSL does not refuse them [R-JW-10].
[[nodiscard]] bool is_small_order_ed25519(std::string_view point);

// Whether the modulus (big-endian) was made by the smart card library whose primes can be guessed (ROCA,
// CVE-2017-15361). One sound modulus in about 2^27 is accused wrongly.
[[nodiscard]] bool has_roca_fingerprint(std::string_view modulus);

}  // namespace signet::jose
