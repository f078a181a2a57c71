// What OpenSSL calls our algorithms, and the two spellings of an ECDSA signature. For this room only.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/evp.h>

#include "base/secret.h"
#include "jose/alg.h"

namespace signet::jose {

// An EVP_PKEY that several objects and threads read.
using EvpKey = std::shared_ptr<EVP_PKEY>;
[[nodiscard]] EvpKey own(EVP_PKEY* key);  // takes the reference over; null stays null

// The bytes as a secret; wiped where they were.
[[nodiscard]] Secret secret_from(std::string& bytes);

// Prepares `context` to sign or to verify with `alg`: digest, padding, and for PSS a salt exactly as long as
// the digest [RFC7518 §3.5]. False where OpenSSL refuses the key.
[[nodiscard]] bool init_sign(EVP_MD_CTX* context, EVP_PKEY* key, Alg alg);
[[nodiscard]] bool init_verify(EVP_MD_CTX* context, EVP_PKEY* key, Alg alg);

// Bytes of a raw signature under `key`: the modulus, r and s, or 64 for Ed25519.
[[nodiscard]] std::size_t signature_size(const EVP_PKEY* key, Alg alg);

// r||s with fixed width, as JWS wants it [RFC7518 §3.4], to and from the DER that OpenSSL speaks. nullopt
// where the halves do not fit.
[[nodiscard]] std::optional<std::string> ecdsa_der_from_raw(std::string_view raw);
[[nodiscard]] std::optional<std::string> ecdsa_raw_from_der(std::string_view der, std::size_t size);

}  // namespace signet::jose
