// Password hashes: argon2id made here; argon2, bcrypt and those of foreign_hash.h from elsewhere verified [R-PW-4].
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"

namespace signet::crypto {

// The price of one guess. The default is the minimum that ASVS and RFC 9106 agree on: about 25 ms of one
// core.
struct Argon2Params {
  std::uint32_t memory_kib = 19456;  // 19 MiB
  std::uint32_t iterations = 2;
  std::uint32_t lanes = 1;
};

// "$argon2id$v=19$m=…,t=…,p=…$salt$digest" over all bytes of `password`, with a fresh salt of 16 bytes.
// Throws where the parameters are absurd or memory is lacking.
[[nodiscard]] std::string hash_password(const Secret& password, const Argon2Params& params, Random& random);

// A hash that no password has: verifying against it costs what hash_password() costs, and fails. It stands in
// for the hash of an account that does not exist [R-LG-7]. Cheap to make: its digest is random, not computed.
[[nodiscard]] std::string decoy_password_hash(const Argon2Params& params, Random& random);

// True where `text` is a hash that verify_password() understands: argon2id or argon2i version 19, bcrypt
// ($2a$, $2b$, $2y$), or one of foreign_hash.h, with a price that one login may cost: m <= 1 GiB, t <= 10, p <= 16, bcrypt
// cost <= 16.
[[nodiscard]] bool is_supported_hash(std::string_view text);

// True where `stored` is a supported hash of `password`. Compares in constant time. bcrypt reads only 72
// bytes and stops at NUL, so a longer password, or one that holds a NUL, never verifies against it: no
// truncation [R-PW-9].
[[nodiscard]] bool verify_password(const Secret& password, std::string_view stored);

// True where `stored` is not what hash_password() would make now: another algorithm, a lower price, a shorter
// salt or digest. A higher price is kept.
[[nodiscard]] bool needs_rehash(std::string_view stored, const Argon2Params& params);

}  // namespace signet::crypto
