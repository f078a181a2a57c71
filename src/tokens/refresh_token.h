// Refresh tokens carry their own proof: family, generation, the family's secret, and a MAC over these. A forged or
// guessed one ends before any I/O, and a successor can be computed from its parent, so a retry gets the same one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/seal.h"

namespace signet::tokens {

struct RefreshToken {
  std::string key_id;            // of the master key whose MAC it carries
  std::string family_id;         // 22 characters of base64url
  std::int64_t generation = 0;
  std::string secret;            // 32 raw bytes, the same in the whole family

  [[nodiscard]] std::string secret_digest() const;  // what the row holds
};

class RefreshTokens {
 public:
  // Tokens made for one purpose are nothing to those for another.
  explicit RefreshTokens(const crypto::MasterKeys& keys, std::string_view purpose = "refresh token") : authenticator_(keys, purpose) {}

  // The first token of a family, under the newest master key.
  [[nodiscard]] std::string first(std::string_view family_id, std::string_view secret) const;

  // The token that follows `parent`: always the same text for the same parent.
  [[nodiscard]] std::string successor(const RefreshToken& parent) const;

  // What `text` carries, if its MAC is right; nullopt for anything else.
  [[nodiscard]] std::optional<RefreshToken> open(std::string_view text) const;

 private:
  [[nodiscard]] std::optional<std::string> write(const RefreshToken& token) const;

  crypto::Authenticator authenticator_;
};

}  // namespace signet::tokens
