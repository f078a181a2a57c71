// The signature algorithms that exist for us [RFC7518 §3.1, RFC8037 §3.1]. "none" and the HMAC family have no
// value here, so no token, key or setting can choose them [R-JW-2].
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace signet::jose {

enum class Alg { RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA };

inline constexpr std::array kAllAlgs{Alg::RS256, Alg::RS384, Alg::RS512, Alg::PS256, Alg::PS384,
                                     Alg::PS512, Alg::ES256, Alg::ES384, Alg::ES512, Alg::EdDSA};

// Spelled as on the wire.
[[nodiscard]] std::string_view name_of(Alg alg);

// Letter for letter: "rs256" is no algorithm [S-J5].
[[nodiscard]] std::optional<Alg> alg_from(std::string_view name);

// Bits of the hash inside the signature, which is also the one of at_hash and c_hash. EdDSA: 512 (Ed25519
// uses SHA-512).
[[nodiscard]] int hash_bits(Alg alg);

enum class KeyType { RSA, EC, OKP };

// The only kind of key that may carry `alg`; curve_of is "" for RSA. ES256 means P-256 and nothing else
// [S-J9].
[[nodiscard]] KeyType key_type(Alg alg);
[[nodiscard]] std::string_view curve_of(Alg alg);

}  // namespace signet::jose
