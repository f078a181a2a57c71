#include "tokens/refresh_token.h"

#include "base/base64url.h"
#include "crypto/digest.h"

namespace signet::tokens {
namespace {

// "r1" | family (16) | generation (8, big endian) | secret (32) | MAC (32)
constexpr std::string_view kVersion = "r1";
constexpr std::size_t kFamilySize = 16;
constexpr std::size_t kGenerationSize = 8;
constexpr std::size_t kSecretSize = 32;
constexpr std::size_t kMacSize = 32;
constexpr std::size_t kBodySize = 2 + kFamilySize + kGenerationSize + kSecretSize;

std::string big_endian(std::int64_t value) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> shift & 0xff);
  }
  return bytes;
}

std::int64_t from_big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) {
    value = value << 8 | static_cast<unsigned char>(c);
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::string RefreshToken::secret_digest() const { return crypto::sha256_base64url(secret); }

std::optional<std::string> RefreshTokens::write(const RefreshToken& token) const {
  std::string body(kVersion);
  body += base64url_decode(token.family_id).value();
  body += big_endian(token.generation);
  body += token.secret;
  const auto mac = authenticator_.mac_under(token.key_id, body);
  return mac ? std::optional(token.key_id + '.' + base64url_encode(body + *mac)) : std::nullopt;
}

std::string RefreshTokens::first(std::string_view family_id, std::string_view secret) const {
  const std::string newest = authenticator_.authenticate("").key_id;
  return write({newest, std::string(family_id), 0, std::string(secret)}).value();
}

std::string RefreshTokens::successor(const RefreshToken& parent) const {
  // Under the parent's master key, not the newest: during a change of master keys replicas may disagree on which is
  // newest, and the retry must still get the same text.
  return write({parent.key_id, parent.family_id, parent.generation + 1, parent.secret}).value();
}

std::optional<RefreshToken> RefreshTokens::open(std::string_view text) const {
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view key_id = text.substr(0, dot);
  const auto bytes = base64url_decode(text.substr(dot + 1));
  if (!bytes || bytes->size() != kBodySize + kMacSize || !bytes->starts_with(kVersion)) {
    return std::nullopt;
  }
  const std::string_view body = std::string_view(*bytes).substr(0, kBodySize);
  if (!authenticator_.verify(key_id, body, std::string_view(*bytes).substr(kBodySize))) {
    return std::nullopt;
  }
  RefreshToken token;
  token.key_id = std::string(key_id);
  token.family_id = base64url_encode(body.substr(2, kFamilySize));
  token.generation = from_big_endian(body.substr(2 + kFamilySize, kGenerationSize));
  token.secret = std::string(body.substr(2 + kFamilySize + kGenerationSize));
  return token;
}

}  // namespace signet::tokens
