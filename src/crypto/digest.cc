#include "crypto/digest.h"

#include <openssl/core_names.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>

#include <cstring>

#include "base/base64url.h"
#include "crypto/openssl_ptr.h"

namespace signet::crypto {
namespace {

// Fetching an algorithm takes locks in OpenSSL 3.0; once per process is enough.
const EVP_MD* fetched(int bits) {
  static EVP_MD* const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  static EVP_MD* const sha384 = EVP_MD_fetch(nullptr, "SHA384", nullptr);
  static EVP_MD* const sha512 = EVP_MD_fetch(nullptr, "SHA512", nullptr);
  const EVP_MD* md = bits == 256 ? sha256 : bits == 384 ? sha384 : bits == 512 ? sha512 : nullptr;
  require(md != nullptr, "no such SHA-2");
  return md;
}

EVP_MD_CTX* thread_context() {
  thread_local const MdContext context(EVP_MD_CTX_new());
  return context.get();
}

void digest(int bits, std::string_view bytes, std::uint8_t* out) {
  EVP_MD_CTX* context = thread_context();
  require(EVP_DigestInit_ex(context, fetched(bits), nullptr) == 1 && EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
              EVP_DigestFinal_ex(context, out, nullptr) == 1,
          "digest failed");
}

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

}  // namespace

Sha256 sha256(std::string_view bytes) {
  Sha256 out;
  digest(256, bytes, out.data());
  return out;
}

std::string sha256_bytes(std::string_view bytes) { return sha2_bytes(256, bytes); }

std::string sha256_base64url(std::string_view bytes) { return base64url_encode(sha256_bytes(bytes)); }

std::string sha2_bytes(int bits, std::string_view bytes) {
  std::string out(static_cast<std::size_t>(bits / 8), '\0');
  digest(bits, bytes, bytes_of(out));
  return out;
}

std::string hmac_sha256(const Secret& key, std::string_view bytes) { return hmac_sha2(256, key, bytes); }

std::string hmac_sha2(int bits, const Secret& key, std::string_view bytes) {
  std::string out(static_cast<std::size_t>(bits / 8), '\0');
  unsigned length = 0;
  require(HMAC(fetched(bits), key.reveal().data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(), bytes_of(out), &length) !=
              nullptr,
          "HMAC failed");
  return out;
}

Secret hkdf_sha256(const Secret& key, std::string_view info, std::size_t length) {
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "HKDF", nullptr));
  std::string out(length, '\0');
  std::size_t written = length;
  require(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_CTX_set_hkdf_md(context.get(), fetched(256)) == 1 &&
              EVP_PKEY_CTX_set1_hkdf_key(context.get(), bytes_of(key.reveal()), static_cast<int>(key.size())) == 1 &&
              EVP_PKEY_CTX_add1_hkdf_info(context.get(), bytes_of(info), static_cast<int>(info.size())) == 1 &&
              EVP_PKEY_derive(context.get(), bytes_of(out), &written) == 1 && written == length,
          "HKDF failed");
  Secret derived(out);
  explicit_bzero(out.data(), out.size());
  return derived;
}

}  // namespace signet::crypto
