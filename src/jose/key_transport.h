// How the content encryption key of a JWE reaches its recipient: RSA-OAEP, and agreement on elliptic curves with or
// without a key wrap [RFC7518 §4]. For this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/secret.h"
#include "jose/encryption_alg.h"
#include "jose/evp.h"

namespace signet::jose {

struct SentKey {
  Secret cek;
  std::string encrypted_key;  // "" for ECDH-ES, which agrees on the key itself
  Json epk;                   // the ephemeral public key for the header; null for RSA
};

// A fresh key for one message to `recipient`, whose kind suits `alg`.
[[nodiscard]] SentKey send_key(const Encryption& encryption, EVP_PKEY* recipient);

// The key that a sender meant, with cek_size(enc) bytes; nullopt for whatever is wrong with `encrypted_key` or with the
// epk, apu and apv of `header`. An epk must lie on the curve of `own_key` [S-J9]. May leave entries in OpenSSL's queue.
[[nodiscard]] std::optional<Secret> receive_key(KeyAlg alg, Enc enc, EVP_PKEY* own_key, const Json& header,
                                                std::string_view encrypted_key);

}  // namespace signet::jose
