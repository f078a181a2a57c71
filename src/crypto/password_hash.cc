#include "crypto/password_hash.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>

#include <argon2.h>
#include <crypt.h>

#include "base/text.h"
#include "crypto/constant_time.h"
#include "crypto/foreign_hash.h"
#include "crypto/hash_memory.h"
#include "crypto/hash_slots.h"
#include "crypto/phc.h"

namespace signet::crypto {
namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kDigestBytes = 32;

constexpr std::size_t kBcryptLength = 60;
constexpr std::size_t kBcryptDigestAt = 29;  // "$2b$10$" and 22 characters of salt
constexpr std::size_t kBcryptReads = 72;
constexpr std::int64_t kMostBcryptCost = 16;  // about 3 s

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

// argon2's interface takes pointers to mutable memory, but writes to none of these while its flags are the
// default.
std::uint8_t* readable_bytes_of(std::string_view text) {
  return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
}

// The digest of `password` under salt and parameters of `like`, as long as like.digest.
std::string argon2_digest(std::string_view password, const PhcHash& like) {
  std::string digest(like.digest.size(), '\0');
  argon2_context context{};
  context.out = bytes_of(digest);
  context.outlen = static_cast<std::uint32_t>(digest.size());
  context.pwd = readable_bytes_of(password);
  context.pwdlen = static_cast<std::uint32_t>(password.size());
  context.salt = readable_bytes_of(like.salt);
  context.saltlen = static_cast<std::uint32_t>(like.salt.size());
  context.t_cost = like.iterations;
  context.m_cost = like.memory_kib;
  context.lanes = like.lanes;
  context.threads = 1;  // whatever the lanes: how many cores a login may take is not for a stored hash to say
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;
  context.allocate_cbk = take_hash_memory;
  context.free_cbk = give_hash_memory_back;
  const int outcome = argon2_ctx(&context, like.algorithm == "argon2id" ? Argon2_id : Argon2_i);
  if (outcome != ARGON2_OK) {
    throw std::runtime_error(std::string("argon2: ") + argon2_error_message(outcome));
  }
  return digest;
}

PhcHash blank(const Argon2Params& params, Random& random) {
  return {"argon2id",
          params.memory_kib,
          params.iterations,
          params.lanes,
          random_bytes(random, kSaltBytes),
          std::string(kDigestBytes, '\0')};
}

bool is_bcrypt_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '/';
}

// "$2b$12$" and 53 characters. $2x$ is the sign-extension bug of 2011 kept alive: its hashes are not
// passwords' hashes.
bool is_bcrypt(std::string_view text) {
  if (text.size() != kBcryptLength ||
      !(text.starts_with("$2a$") || text.starts_with("$2b$") || text.starts_with("$2y$")) || text[6] != '$') {
    return false;
  }
  const auto cost = parse_digits(text.substr(4, 2));
  return cost && *cost >= 4 && *cost <= kMostBcryptCost &&
         std::all_of(text.begin() + 7, text.end(), is_bcrypt_character);
}

bool verify_bcrypt(const Secret& password, std::string_view stored) {
  // bcrypt sees at most 72 bytes up to the first NUL. What it would cut is refused, but only after the same
  // work, so that time does not tell what kind of hash an account has.
  const std::string_view typed = password.reveal();
  const bool fits = typed.size() <= kBcryptReads && typed.find('\0') == std::string_view::npos;
  char phrase[kBcryptReads + 1] = {};
  std::copy_n(typed.data(), std::min(typed.size(), kBcryptReads), phrase);
  const auto data = std::make_unique<crypt_data>();  // 32 KiB: not for a stack
  const char* made = crypt_r(phrase, std::string(stored).c_str(), data.get());
  // Only the digests: crypt_r writes the salt's last character in its canonical spelling, other makers do
  // not.
  const bool equal =
      made != nullptr && std::strlen(made) == kBcryptLength &&
      equal_in_constant_time(std::string_view(made).substr(kBcryptDigestAt), stored.substr(kBcryptDigestAt));
  explicit_bzero(phrase, sizeof phrase);
  explicit_bzero(data.get(), sizeof *data);
  return fits && equal;
}

}  // namespace

std::string hash_password(const Secret& password, const Argon2Params& params, Random& random) {
  const HashSlot slot;
  PhcHash hash = blank(params, random);
  hash.digest = argon2_digest(password.reveal(), hash);
  return to_text(hash);
}

std::string decoy_password_hash(const Argon2Params& params, Random& random) {
  PhcHash hash = blank(params, random);
  hash.digest = random_bytes(random, kDigestBytes);
  return to_text(hash);
}

bool is_supported_hash(std::string_view text) {
  return is_bcrypt(text) || parse_phc(text).has_value() || parse_foreign_hash(text).has_value();
}

bool verify_password(const Secret& password, std::string_view stored) {
  const HashSlot slot;
  if (is_bcrypt(stored)) {
    return verify_bcrypt(password, stored);
  }
  if (const auto hash = parse_phc(stored)) {
    return equal_in_constant_time(argon2_digest(password.reveal(), *hash), hash->digest);
  }
  const auto foreign = parse_foreign_hash(stored);
  return foreign && verify_foreign(password, *foreign);
}

bool needs_rehash(std::string_view stored, const Argon2Params& params) {
  const auto hash = parse_phc(stored);
  return !hash || hash->algorithm != "argon2id" || hash->memory_kib < params.memory_kib ||
         hash->iterations < params.iterations || hash->salt.size() < kSaltBytes ||
         hash->digest.size() < kDigestBytes;
}

}  // namespace signet::crypto
