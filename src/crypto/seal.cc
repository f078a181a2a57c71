#include "crypto/seal.h"

#include "base/base64url.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "crypto/openssl_ptr.h"

namespace signet::crypto {
namespace {

constexpr std::size_t kIvSize = 12;
constexpr std::size_t kTagSize = 16;

const EVP_CIPHER* aes_256_gcm() {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
  return cipher;
}

std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }
const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

template <typename PurposeKey>
std::vector<PurposeKey> derive(const MasterKeys& keys, std::string_view purpose) {
  std::vector<PurposeKey> derived;
  for (const MasterKeys::Key& key : keys.all()) {
    derived.push_back({key.id, hkdf_sha256(key.bytes, "signet " + std::string(purpose))});
  }
  return derived;
}

}  // namespace

Sealer::Sealer(const MasterKeys& keys, std::string purpose)
    : purpose_(std::move(purpose)), keys_(derive<PurposeKey>(keys, "seal " + purpose_)) {}

std::string Sealer::associated_data(std::string_view key_id, std::string_view context) const {
  return purpose_ + '\n' + std::string(key_id) + '\n' + std::string(context);
}

std::string Sealer::seal(std::string_view plain, std::string_view context, Random& random) const {
  const PurposeKey& key = keys_.front();
  const std::string aad = associated_data(key.id, context);
  std::string box = random_bytes(random, kIvSize);
  box.resize(kIvSize + plain.size() + kTagSize);
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  require(EVP_EncryptInit_ex2(cipher.get(), aes_256_gcm(), bytes_of(key.bytes.reveal()), bytes_of(box), nullptr) == 1 &&
              EVP_EncryptUpdate(cipher.get(), nullptr, &length, bytes_of(aad), static_cast<int>(aad.size())) == 1 &&
              EVP_EncryptUpdate(cipher.get(), bytes_of(box) + kIvSize, &length, bytes_of(plain), static_cast<int>(plain.size())) == 1 &&
              EVP_EncryptFinal_ex(cipher.get(), bytes_of(box) + kIvSize + plain.size(), &length) == 1 &&
              EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize, bytes_of(box) + kIvSize + plain.size()) == 1,
          "sealing failed");
  return key.id + '.' + base64url_encode(box);
}

std::optional<std::string> Sealer::open(std::string_view box, std::string_view context) const {
  const std::size_t dot = box.find('.');
  if (dot == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view key_id = box.substr(0, dot);
  const PurposeKey* key = nullptr;
  for (const PurposeKey& candidate : keys_) {
    if (candidate.id == key_id) {
      key = &candidate;
    }
  }
  auto bytes = key == nullptr ? std::nullopt : base64url_decode(box.substr(dot + 1));
  if (!bytes || bytes->size() < kIvSize + kTagSize) {
    return std::nullopt;
  }
  const ErrorQueueGuard guard;
  const std::string aad = associated_data(key_id, context);
  const std::size_t size = bytes->size() - kIvSize - kTagSize;
  std::string plain(size, '\0');
  const CipherContext cipher(EVP_CIPHER_CTX_new());
  int length = 0;
  std::uint8_t* sealed = bytes_of(*bytes);
  const bool authentic =
      EVP_DecryptInit_ex2(cipher.get(), aes_256_gcm(), bytes_of(key->bytes.reveal()), sealed, nullptr) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &length, bytes_of(aad), static_cast<int>(aad.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), bytes_of(plain), &length, sealed + kIvSize, static_cast<int>(size)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, sealed + kIvSize + size) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), bytes_of(plain) + size, &length) == 1;
  return authentic ? std::optional(std::move(plain)) : std::nullopt;
}

Authenticator::Authenticator(const MasterKeys& keys, std::string_view purpose)
    : keys_(derive<PurposeKey>(keys, "mac " + std::string(purpose))) {}

Authenticator::Tag Authenticator::authenticate(std::string_view bytes) const {
  return {keys_.front().id, hmac_sha256(keys_.front().bytes, bytes)};
}

std::optional<std::string> Authenticator::mac_under(std::string_view key_id, std::string_view bytes) const {
  for (const PurposeKey& key : keys_) {
    if (key.id == key_id) {
      return hmac_sha256(key.bytes, bytes);
    }
  }
  return std::nullopt;
}

bool Authenticator::verify(std::string_view key_id, std::string_view bytes, std::string_view mac) const {
  const auto expected = mac_under(key_id, bytes);
  return expected && equal_in_constant_time(*expected, mac);
}

}  // namespace signet::crypto
