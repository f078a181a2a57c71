// SHA-2, HMAC and HKDF: fetched once, per-thread contexts, no OpenSSL type in sight.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/secret.h"

namespace signet::crypto {

using Sha256 = std::array<std::uint8_t, 32>;

[[nodiscard]] Sha256 sha256(std::string_view bytes);
[[nodiscard]] std::string sha256_bytes(std::string_view bytes);

// What the database holds instead of a secret: base64url of SHA-256, 43 characters [R-ST-1].
[[nodiscard]] std::string sha256_base64url(std::string_view bytes);

// Raw digest of 256, 384 or 512 bits.
[[nodiscard]] std::string sha2_bytes(int bits, std::string_view bytes);

[[nodiscard]] std::string hmac_sha256(const Secret& key, std::string_view bytes);

// Raw HMAC with SHA-2 of 256, 384 or 512 bits.
[[nodiscard]] std::string hmac_sha2(int bits, const Secret& key, std::string_view bytes);

// HKDF [RFC5869] with SHA-256 and an empty salt: `length` bytes of key for the purpose that `info` names.
[[nodiscard]] Secret hkdf_sha256(const Secret& key, std::string_view info, std::size_t length = 32);

}  // namespace signet::crypto
