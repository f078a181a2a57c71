// The text form of an argon2 hash ("PHC string"), read and written strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signet::crypto {

struct PhcHash {
  std::string algorithm;  // "argon2id" or "argon2i"
  std::uint32_t memory_kib = 0;
  std::uint32_t iterations = 0;
  std::uint32_t lanes = 0;
  std::string salt;    // 8 to 64 bytes
  std::string digest;  // 16 to 64 bytes
};

// "$argon2id$v=19$m=19456,t=2,p=1$salt$digest" with exactly this order of parameters, decimal numbers without
// leading zeros, and unpadded base64; nullopt for anything else, and for parameters that are absurd: outside
// 8p <= m <= 1 GiB, 1 <= t <= 10, 1 <= p <= 16 [R-PW-4]. to_text(*parse_phc(text)) == text.
[[nodiscard]] std::optional<PhcHash> parse_phc(std::string_view text);

[[nodiscard]] std::string to_text(const PhcHash& hash);

}  // namespace signet::crypto
