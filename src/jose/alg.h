// The signature algorithms that exist for us [RFC7518 §3.1, RFC8037 §3.1, RFC9864 §2.2]. "none" and the HMAC family have no
// value here, so no token, key or setting can choose them [R-JW-2].
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace signet::jose {

// EdDSA and Ed25519 are two names of one algorithm, the older and the one that says which curve: a party that is
// configured for one of them accepts only that, so each is its own choice here.
enum class Alg { RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA, Ed25519 };

inline constexpr std::array kAllAlgs{Alg::RS256, Alg::RS384, Alg::RS512, Alg::PS256, Alg::PS384,
                                     Alg::PS512, Alg::ES256, Alg::ES384, Alg::ES512, Alg::EdDSA, Alg::Ed25519};

// Spelled as on the wire.
[[nodiscard]] std::string_view name_of(Alg alg);

// Letter for letter: "rs256" is no algorithm [S-J5].
[[nodiscard]] std::optional<Alg> alg_from(std::string_view name);

// Bits of the hash inside the signature, which is also the one of at_hash and c_hash. Ed25519: 512 (it
// uses SHA-512).
[[nodiscard]] int hash_bits(Alg alg);

enum class KeyType { RSA, EC, OKP };

// The only kind of key that may carry `alg`; curve_of is "" for RSA. ES256 means P-256 and nothing else
// [S-J9].
[[nodiscard]] KeyType key_type(Alg alg);
[[nodiscard]] std::string_view curve_of(Alg alg);

}  // namespace signet::jose
