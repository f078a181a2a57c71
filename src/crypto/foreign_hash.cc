#include "crypto/foreign_hash.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include <crypt.h>
#include <openssl/evp.h>

#include "base/base64url.h"
#include "base/text.h"
#include "crypto/constant_time.h"

namespace signet::crypto {
namespace {

// About two seconds of one core each, and as much memory as an argon2 hash of the same rank may take.
constexpr std::uint32_t kMostPbkdf2Iterations = 2'000'000;
constexpr std::uint64_t kMostScryptMemory = 256ULL * 1024 * 1024;
constexpr std::uint64_t kMostScryptWork = 1024ULL * 1024 * 1024;  // memory times p
constexpr std::uint32_t kMostCryptRounds = 1'000'000;

constexpr std::size_t kLongestSalt = 64;
constexpr std::size_t kShortestDigest = 16;
constexpr std::size_t kLongestDigest = 128;
constexpr std::size_t kSha512CryptDigest = 86;  // characters

// Pieces between separators, empty ones too; at least one.
std::vector<std::string_view> pieces(std::string_view text, char separator) {
  std::vector<std::string_view> all;
  for (std::size_t end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    all.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  all.push_back(text);
  return all;
}

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
  if (text.starts_with('0')) {
    return std::nullopt;
  }
  const auto value = parse_digits(text);
  return value && *value <= most ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

// "i=29000" with the key "i".
std::optional<std::uint32_t> keyed(std::string_view text, std::string_view key, std::uint32_t most) {
  const bool fits = text.size() > key.size() && text.starts_with(key) && text[key.size()] == '=';
  return fits ? number(text.substr(key.size() + 1), most) : std::nullopt;
}

std::optional<std::string> decoded(std::string_view text) {
  std::string padded(text);
  std::replace(padded.begin(), padded.end(), '.', '+');
  padded.erase(padded.find_last_not_of('=') + 1);
  padded.append((4 - padded.size() % 4) % 4, '=');
  return base64_decode(padded);
}

bool is_fit(const std::string& salt, const std::string& digest) {
  return !salt.empty() && salt.size() <= kLongestSalt && digest.size() >= kShortestDigest && digest.size() <= kLongestDigest;
}

std::optional<ForeignHash> pbkdf2(int sha_bits, std::optional<std::uint32_t> iterations, std::optional<std::string> salt,
                                  std::string_view digest_text) {
  auto digest = decoded(digest_text);
  if (!iterations || !salt || !digest || !is_fit(*salt, *digest)) {
    return std::nullopt;
  }
  return Pbkdf2Hash{sha_bits, *iterations, *std::move(salt), *std::move(digest)};
}

std::optional<ForeignHash> scrypt(std::uint64_t n, std::optional<std::uint32_t> r, std::optional<std::uint32_t> p,
                                  std::optional<std::string> salt, std::string_view digest_text) {
  auto digest = decoded(digest_text);
  const bool is_power = n >= 2 && (n & (n - 1)) == 0;
  if (!is_power || !r || !p || !salt || !digest || !is_fit(*salt, *digest)) {
    return std::nullopt;
  }
  const std::uint64_t memory = 128 * n * *r;
  if (memory > kMostScryptMemory || memory * *p > kMostScryptWork) {
    return std::nullopt;
  }
  return ScryptHash{n, *r, *p, *std::move(salt), *std::move(digest)};
}

// "$pbkdf2-sha256$29000$salt$digest" or "$pbkdf2-sha256$i=29000,l=32$salt$digest", split at '$'.
std::optional<ForeignHash> phc_pbkdf2(const std::vector<std::string_view>& parts) {
  const std::string_view name = parts[1];
  const int sha_bits = name == "pbkdf2" || name == "pbkdf2-sha1" ? 1 : name == "pbkdf2-sha256" ? 256 : name == "pbkdf2-sha512" ? 512 : 0;
  if (sha_bits == 0) {
    return std::nullopt;
  }
  const std::vector<std::string_view> parameters = pieces(parts[2], ',');
  if (parameters.size() == 1 && !parts[2].starts_with("i=")) {
    return pbkdf2(sha_bits, number(parts[2], kMostPbkdf2Iterations), decoded(parts[3]), parts[4]);
  }
  auto hash = pbkdf2(sha_bits, keyed(parameters[0], "i", kMostPbkdf2Iterations), decoded(parts[3]), parts[4]);
  const bool length_agrees =
      parameters.size() == 1 ||
      (parameters.size() == 2 && hash && keyed(parameters[1], "l", kLongestDigest) == std::get<Pbkdf2Hash>(*hash).digest.size());
  return length_agrees ? hash : std::nullopt;
}

std::optional<ForeignHash> phc_scrypt(const std::vector<std::string_view>& parts) {
  const std::vector<std::string_view> parameters = pieces(parts[2], ',');
  const auto log2_n = parameters.size() == 3 ? keyed(parameters[0], "ln", 24) : std::nullopt;
  return log2_n ? scrypt(1ULL << *log2_n, keyed(parameters[1], "r", 64), keyed(parameters[2], "p", 64), decoded(parts[3]), parts[4])
                : std::nullopt;
}

bool is_crypt_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/';
  });
}

std::optional<ForeignHash> sha512_crypt(std::string_view text, const std::vector<std::string_view>& parts) {
  const bool has_rounds = parts.size() == 5;
  if (parts.size() != 4 && !has_rounds) {
    return std::nullopt;
  }
  if (has_rounds && !keyed(parts[2], "rounds", kMostCryptRounds)) {
    return std::nullopt;
  }
  const std::string_view salt = parts[parts.size() - 2];
  const std::string_view digest = parts.back();
  if (salt.empty() || salt.size() > 16 || !is_crypt_text(salt) || digest.size() != kSha512CryptDigest || !is_crypt_text(digest)) {
    return std::nullopt;
  }
  return Sha512CryptHash{std::string(text)};
}

bool matches(const Secret& password, const Pbkdf2Hash& stored) {
  const EVP_MD* md = stored.sha_bits == 1 ? EVP_sha1() : stored.sha_bits == 256 ? EVP_sha256() : EVP_sha512();
  const std::string_view typed = password.reveal();
  std::string made(stored.digest.size(), '\0');
  if (PKCS5_PBKDF2_HMAC(typed.data(), static_cast<int>(typed.size()), reinterpret_cast<const unsigned char*>(stored.salt.data()),
                        static_cast<int>(stored.salt.size()), static_cast<int>(stored.iterations), md, static_cast<int>(made.size()),
                        reinterpret_cast<unsigned char*>(made.data())) != 1) {
    throw std::runtime_error("PBKDF2 failed");
  }
  return equal_in_constant_time(made, stored.digest);
}

bool matches(const Secret& password, const ScryptHash& stored) {
  const std::string_view typed = password.reveal();
  std::string made(stored.digest.size(), '\0');
  if (EVP_PBE_scrypt(typed.data(), typed.size(), reinterpret_cast<const unsigned char*>(stored.salt.data()), stored.salt.size(), stored.n,
                     stored.r, stored.p, 2 * kMostScryptMemory, reinterpret_cast<unsigned char*>(made.data()), made.size()) != 1) {
    throw std::runtime_error("scrypt failed");
  }
  return equal_in_constant_time(made, stored.digest);
}

bool matches(const Secret& password, const Sha512CryptHash& stored) {
  std::string typed(password.reveal());
  const bool fits = typed.find('\0') == std::string::npos && typed.size() < CRYPT_MAX_PASSPHRASE_SIZE;  // or it would be cut, or refused
  const auto data = std::make_unique<crypt_data>();  // 32 KiB: not for a stack
  const char* made = crypt_r(fits ? typed.c_str() : "", stored.text.c_str(), data.get());
  const bool equal = made != nullptr && equal_in_constant_time(made, stored.text);
  explicit_bzero(typed.data(), typed.size());
  explicit_bzero(data.get(), sizeof *data);
  return fits && equal;
}

}  // namespace

std::optional<ForeignHash> parse_foreign_hash(std::string_view text) {
  const std::vector<std::string_view> parts = pieces(text, '$');
  if (!text.starts_with('$')) {
    if (parts.size() == 4 && (parts[0] == "pbkdf2_sha256" || parts[0] == "pbkdf2_sha1")) {
      return pbkdf2(parts[0] == "pbkdf2_sha1" ? 1 : 256, number(parts[1], kMostPbkdf2Iterations), std::string(parts[2]), parts[3]);
    }
    if (parts.size() == 6 && parts[0] == "scrypt") {
      return scrypt(number(parts[1], 1U << 24).value_or(0), number(parts[3], 64), number(parts[4], 64), std::string(parts[2]), parts[5]);
    }
    return std::nullopt;
  }
  if (parts[1] == "6") {
    return sha512_crypt(text, parts);
  }
  if (parts.size() != 5) {
    return std::nullopt;
  }
  return parts[1] == "scrypt" ? phc_scrypt(parts) : phc_pbkdf2(parts);
}

bool verify_foreign(const Secret& password, const ForeignHash& stored) {
  // crypt(3) stops at NUL, and to HMAC, which pads with them, those at the end are nothing.
  const bool has_nul = password.reveal().find('\0') != std::string_view::npos;
  return std::visit([&](const auto& hash) { return matches(password, hash); }, stored) && !has_nul;
}

}  // namespace signet::crypto
