// Password hashes that other systems made and that came with their people: verified, never made. The next sign-in replaces
// them [R-PW-4].
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/secret.h"

namespace signet::crypto {

struct Pbkdf2Hash {
  int sha_bits = 0;  // 1 (SHA-1), 256 or 512
  std::uint32_t iterations = 0;
  std::string salt;
  std::string digest;
};
struct ScryptHash {
  std::uint64_t n = 0;
  std::uint32_t r = 0;
  std::uint32_t p = 0;
  std::string salt;
  std::string digest;
};
struct Sha512CryptHash {
  std::string text;  // as crypt(3) reads it
};
using ForeignHash = std::variant<Pbkdf2Hash, ScryptHash, Sha512CryptHash>;

// These spellings; nullopt for anything else, and for a price that no login should cost:
//   $pbkdf2$ITERATIONS$SALT$DIGEST, $pbkdf2-sha256$..., $pbkdf2-sha512$...       passlib, Authelia
//   $pbkdf2-sha256$i=ITERATIONS,l=LENGTH$SALT$DIGEST, and with sha1 or sha512    PHC, Ory; what Keycloak exports fits in
//   pbkdf2_sha256$ITERATIONS$SALT$DIGEST, pbkdf2_sha1$...                        Django
//   $scrypt$ln=LOG2N,r=R,p=P$SALT$DIGEST                                         PHC, passlib
//   scrypt$N$SALT$R$P$DIGEST                                                     Django
//   $6$SALT$DIGEST, $6$rounds=ROUNDS$SALT$DIGEST                                 sha512-crypt, of /etc/shadow and LDAP
// Salt and digest in base64, with or without padding, '.' for '+' where passlib writes it so; Django's salt is the text itself.
[[nodiscard]] std::optional<ForeignHash> parse_foreign_hash(std::string_view text);

// Compares in constant time. A password that the algorithm would cut, or that holds a NUL, never matches [R-PW-9].
[[nodiscard]] bool verify_foreign(const Secret& password, const ForeignHash& stored);

}  // namespace signet::crypto
