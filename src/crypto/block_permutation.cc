#include "crypto/block_permutation.h"

#include "crypto/openssl_ptr.h"

namespace signet::crypto {
namespace {

constexpr std::size_t kKeySize = 32;

std::string run(const Secret& key, std::string_view block, bool forwards) {
  if (key.size() != kKeySize || block.size() != kBlockSize) {
    throw std::invalid_argument("a permutation takes 32 bytes of key and 16 of text");
  }
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-ECB", nullptr);
  const CipherContext context(EVP_CIPHER_CTX_new());
  std::string result(kBlockSize, '\0');
  int length = 0;
  require(EVP_CipherInit_ex2(context.get(), cipher, reinterpret_cast<const std::uint8_t*>(key.reveal().data()), nullptr,
                             forwards ? 1 : 0, nullptr) == 1 &&
              EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
              EVP_CipherUpdate(context.get(), reinterpret_cast<std::uint8_t*>(result.data()), &length,
                               reinterpret_cast<const std::uint8_t*>(block.data()), static_cast<int>(kBlockSize)) == 1 &&
              length == static_cast<int>(kBlockSize),
          "permuting a block failed");
  return result;
}

}  // namespace

std::string permute(const Secret& key, std::string_view block) { return run(key, block, true); }

std::string permute_back(const Secret& key, std::string_view block) { return run(key, block, false); }

}  // namespace signet::crypto
