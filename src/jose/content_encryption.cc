#include "jose/content_encryption.h"

#include <array>

#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "crypto/openssl_ptr.h"
#include "crypto/random.h"
#include "jose/evp.h"

namespace signet::jose {
namespace {

struct Row {
  Enc enc;
  const char* cipher;  // as OpenSSL calls it
  std::size_t cek_size;
  std::size_t iv_size;
  std::size_t tag_size;
  int hash_bits;  // of the MAC; 0 for GCM, which is its own
};

constexpr std::array kRows{
    Row{Enc::A128GCM, "AES-128-GCM", 16, 12, 16, 0},
    Row{Enc::A256GCM, "AES-256-GCM", 32, 12, 16, 0},
    Row{Enc::A128CBC_HS256, "AES-128-CBC", 32, 16, 16, 256},
    Row{Enc::A256CBC_HS512, "AES-256-CBC", 64, 16, 32, 512},
};

constexpr bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].enc != kAllEncs[i] || static_cast<std::size_t>(kRows[i].enc) != i) {
      return false;
    }
  }
  return kRows.size() == kAllEncs.size();
}
static_assert(rows_follow_the_enum());

constexpr const Row& row(Enc enc) { return kRows[static_cast<std::size_t>(enc)]; }

// Fetching takes locks in OpenSSL 3.0; once per process is enough.
const EVP_CIPHER* cipher(Enc enc) {
  static const auto fetched = [] {
    std::array<EVP_CIPHER*, kRows.size()> ciphers{};
    for (std::size_t i = 0; i < kRows.size(); ++i) {
      ciphers[i] = EVP_CIPHER_fetch(nullptr, kRows[i].cipher, nullptr);
      crypto::require(ciphers[i] != nullptr, "no AES");
    }
    return ciphers;
  }();
  return fetched[static_cast<std::size_t>(enc)];
}

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }
int size_of(std::string_view text) { return static_cast<int>(text.size()); }

std::string random_of(std::size_t size) {
  crypto::SystemRandom random;
  return random_bytes(random, size);
}

// [RFC7518 §5.2.2.1] The first half of the key authenticates, the second encrypts.
std::string cbc_tag(Enc enc, std::string_view cek, std::string_view aad, const EncryptedContent& content) {
  std::string input;
  input.append(aad).append(content.iv).append(content.ciphertext);
  const std::uint64_t aad_bits = std::uint64_t{aad.size()} * 8;
  for (int shift = 56; shift >= 0; shift -= 8) {
    input += static_cast<char>(aad_bits >> shift & 0xff);
  }
  return crypto::hmac_sha2(row(enc).hash_bits, Secret(cek.substr(0, cek.size() / 2)), input).substr(0, tag_size(enc));
}

std::string_view encrypting_part(Enc enc, std::string_view cek) { return row(enc).hash_bits == 0 ? cek : cek.substr(cek.size() / 2); }

}  // namespace

std::size_t cek_size(Enc enc) { return row(enc).cek_size; }
std::size_t iv_size(Enc enc) { return row(enc).iv_size; }
std::size_t tag_size(Enc enc) { return row(enc).tag_size; }

Secret random_cek(Enc enc) {
  std::string bytes = random_of(cek_size(enc));
  return secret_from(bytes);
}

EncryptedContent encrypt_content(Enc enc, const Secret& cek, std::string_view aad, std::string_view plaintext) {
  const bool gcm = row(enc).hash_bits == 0;
  EncryptedContent content{random_of(iv_size(enc)), std::string(plaintext.size() + EVP_MAX_BLOCK_LENGTH, '\0'),
                           std::string(tag_size(enc), '\0')};
  const crypto::CipherContext context(EVP_CIPHER_CTX_new());
  int length = 0;
  int rest = 0;
  crypto::require(
      EVP_EncryptInit_ex2(context.get(), cipher(enc), bytes_of(encrypting_part(enc, cek.reveal())), bytes_of(content.iv), nullptr) == 1 &&
          (!gcm || EVP_EncryptUpdate(context.get(), nullptr, &length, bytes_of(aad), size_of(aad)) == 1) &&
          EVP_EncryptUpdate(context.get(), bytes_of(content.ciphertext), &length, bytes_of(plaintext), size_of(plaintext)) == 1 &&
          EVP_EncryptFinal_ex(context.get(), bytes_of(content.ciphertext) + length, &rest) == 1 &&
          (!gcm || EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, size_of(content.tag), bytes_of(content.tag)) == 1),
      "encrypting failed");
  content.ciphertext.resize(static_cast<std::size_t>(length + rest));
  if (!gcm) {
    content.tag = cbc_tag(enc, cek.reveal(), aad, content);
  }
  return content;
}

std::optional<std::string> decrypt_content(Enc enc, const Secret& cek, std::string_view aad, const EncryptedContent& content) {
  if (cek.size() != cek_size(enc) || content.iv.size() != iv_size(enc) || content.tag.size() != tag_size(enc)) {
    return std::nullopt;
  }
  const bool gcm = row(enc).hash_bits == 0;
  if (!gcm && !crypto::equal_in_constant_time(cbc_tag(enc, cek.reveal(), aad, content), content.tag)) {
    return std::nullopt;
  }
  const crypto::ErrorQueueGuard guard;
  std::string tag = content.tag;  // OpenSSL's call is not const
  std::string plaintext(content.ciphertext.size() + EVP_MAX_BLOCK_LENGTH, '\0');
  const crypto::CipherContext context(EVP_CIPHER_CTX_new());
  int length = 0;
  int rest = 0;
  const bool authentic =
      EVP_DecryptInit_ex2(context.get(), cipher(enc), bytes_of(encrypting_part(enc, cek.reveal())), bytes_of(content.iv), nullptr) == 1 &&
      (!gcm || (EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, size_of(tag), bytes_of(tag)) == 1 &&
                EVP_DecryptUpdate(context.get(), nullptr, &length, bytes_of(aad), size_of(aad)) == 1)) &&
      EVP_DecryptUpdate(context.get(), bytes_of(plaintext), &length, bytes_of(content.ciphertext), size_of(content.ciphertext)) == 1 &&
      EVP_DecryptFinal_ex(context.get(), bytes_of(plaintext) + length, &rest) == 1;
  if (!authentic) {
    OPENSSL_cleanse(plaintext.data(), plaintext.size());  // GCM decrypts before it judges
    return std::nullopt;
  }
  plaintext.resize(static_cast<std::size_t>(length + rest));
  return plaintext;
}

}  // namespace signet::jose
