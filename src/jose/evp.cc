#include "jose/evp.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include "crypto/openssl_ptr.h"

namespace signet::jose {
namespace {

using EcdsaSig = std::unique_ptr<ECDSA_SIG, crypto::Freer<ECDSA_SIG_free>>;

const char* digest_name(Alg alg) {
  if (key_type(alg) == KeyType::OKP) {
    return nullptr;  // Ed25519 hashes by itself
  }
  switch (hash_bits(alg)) {
    case 256:
      return "SHA256";
    case 384:
      return "SHA384";
    default:
      return "SHA512";
  }
}

bool is_pss(Alg alg) { return alg == Alg::PS256 || alg == Alg::PS384 || alg == Alg::PS512; }

bool set_padding(EVP_PKEY_CTX* context, Alg alg) {
  if (key_type(alg) != KeyType::RSA) {
    return true;
  }
  if (!is_pss(alg)) {
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
  }
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

const std::uint8_t* bytes_of(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}
std::uint8_t* bytes_of(std::string& text) { return reinterpret_cast<std::uint8_t*>(text.data()); }

}  // namespace

EvpKey own(EVP_PKEY* key) { return key == nullptr ? EvpKey() : EvpKey(key, EVP_PKEY_free); }

Secret secret_from(std::string& bytes) {
  Secret secret(bytes);
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return secret;
}

bool init_sign(EVP_MD_CTX* context, EVP_PKEY* key, Alg alg) {
  EVP_PKEY_CTX* parameters = nullptr;
  return EVP_DigestSignInit_ex(context, &parameters, digest_name(alg), nullptr, nullptr, key, nullptr) == 1 &&
         set_padding(parameters, alg);
}

bool init_verify(EVP_MD_CTX* context, EVP_PKEY* key, Alg alg) {
  EVP_PKEY_CTX* parameters = nullptr;
  return EVP_DigestVerifyInit_ex(context, &parameters, digest_name(alg), nullptr, nullptr, key, nullptr) ==
             1 &&
         set_padding(parameters, alg);
}

std::size_t signature_size(const EVP_PKEY* key, Alg alg) {
  const auto bits = static_cast<std::size_t>(EVP_PKEY_get_bits(key));
  switch (key_type(alg)) {
    case KeyType::RSA:
      return (bits + 7) / 8;
    case KeyType::EC:
      return 2 * ((bits + 7) / 8);
    default:
      return 64;
  }
}

std::optional<std::string> ecdsa_der_from_raw(std::string_view raw) {
  const std::size_t width = raw.size() / 2;
  const EcdsaSig signature(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(bytes_of(raw), static_cast<int>(width), nullptr);
  BIGNUM* s = BN_bin2bn(bytes_of(raw) + width, static_cast<int>(width), nullptr);
  crypto::require(
      signature != nullptr && r != nullptr && s != nullptr && ECDSA_SIG_set0(signature.get(), r, s) == 1,
      "no memory for a signature");
  std::uint8_t* out = nullptr;
  const int length = i2d_ECDSA_SIG(signature.get(), &out);
  if (length <= 0) {
    return std::nullopt;
  }
  std::string der(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
  OPENSSL_free(out);
  return der;
}

std::optional<std::string> ecdsa_raw_from_der(std::string_view der, std::size_t size) {
  const std::uint8_t* in = bytes_of(der);
  const EcdsaSig signature(d2i_ECDSA_SIG(nullptr, &in, static_cast<long>(der.size())));
  if (signature == nullptr) {
    return std::nullopt;
  }
  const int width = static_cast<int>(size / 2);
  std::string raw(size, '\0');
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), bytes_of(raw), width) != width ||
      BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), bytes_of(raw) + width, width) != width) {
    return std::nullopt;
  }
  return raw;
}

}  // namespace signet::jose
