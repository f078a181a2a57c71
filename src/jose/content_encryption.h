// The content of a JWE, encrypted and authenticated under a key for this one message [RFC7518 §5]. For this room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.h"
#include "jose/encryption_alg.h"

namespace signet::jose {

// Sizes in bytes; each is the only one that `enc` has.
[[nodiscard]] std::size_t cek_size(Enc enc);
[[nodiscard]] std::size_t iv_size(Enc enc);
[[nodiscard]] std::size_t tag_size(Enc enc);

// A fresh content encryption key.
[[nodiscard]] Secret random_cek(Enc enc);

struct EncryptedContent {
  std::string iv;
  std::string ciphertext;
  std::string tag;
};

// Under a fresh IV. `cek` has cek_size(enc) bytes.
[[nodiscard]] EncryptedContent encrypt_content(Enc enc, const Secret& cek, std::string_view aad, std::string_view plaintext);

// What was encrypted, or nullopt: one answer for every kind of damage. The tag is judged before a byte of CBC is
// decrypted, so its padding tells nobody anything [R-JW-7] [S-J10]; IV and tag have exactly their sizes [R-JW-6].
[[nodiscard]] std::optional<std::string> decrypt_content(Enc enc, const Secret& cek, std::string_view aad,
                                                         const EncryptedContent& content);

}  // namespace signet::jose
