// The encryption algorithms that exist for us [RFC7518 §4.1, §5.1]. RSA1_5, dir, the symmetric key wraps of strangers
// and PBES2 have no value here, so no token, key or setting can choose them [R-JW-2].
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "jose/alg.h"

namespace signet::jose {

// How the content encryption key reaches the recipient: `alg` of a JWE.
enum class KeyAlg { RSA_OAEP, RSA_OAEP_256, ECDH_ES, ECDH_ES_A128KW, ECDH_ES_A256KW };

inline constexpr std::array kAllKeyAlgs{KeyAlg::RSA_OAEP, KeyAlg::RSA_OAEP_256, KeyAlg::ECDH_ES, KeyAlg::ECDH_ES_A128KW,
                                        KeyAlg::ECDH_ES_A256KW};

// How the content is encrypted: `enc` of a JWE.
enum class Enc { A128GCM, A256GCM, A128CBC_HS256, A256CBC_HS512 };

inline constexpr std::array kAllEncs{Enc::A128GCM, Enc::A256GCM, Enc::A128CBC_HS256, Enc::A256CBC_HS512};

// Spelled as on the wire ("RSA-OAEP-256", "A128CBC-HS256"), and back letter for letter.
[[nodiscard]] std::string_view name_of(KeyAlg alg);
[[nodiscard]] std::string_view name_of(Enc enc);
[[nodiscard]] std::optional<KeyAlg> key_alg_from(std::string_view name);
[[nodiscard]] std::optional<Enc> enc_from(std::string_view name);

// The only kind of key that may carry `alg`: RSA or EC.
[[nodiscard]] KeyType key_type(KeyAlg alg);

// What a client registered for one kind of token [OIDC.Registration §2].
struct Encryption {
  KeyAlg alg = KeyAlg::RSA_OAEP_256;
  Enc enc = Enc::A128CBC_HS256;  // the standard's default
  friend bool operator==(const Encryption&, const Encryption&) = default;
};

}  // namespace signet::jose
