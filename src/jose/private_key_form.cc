#include "jose/private_key_form.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include "crypto/openssl_ptr.h"

namespace signet::jose {
namespace {

using Pkcs8 = std::unique_ptr<PKCS8_PRIV_KEY_INFO, crypto::Freer<PKCS8_PRIV_KEY_INFO_free>>;
using Bio = std::unique_ptr<BIO, crypto::Freer<BIO_free>>;

constexpr unsigned kRsaBits = 2048;

// Answers the question for a pass phrase with "none": OpenSSL's own callback would read the terminal.
int no_pass_phrase(char*, int, int, void*) { return -1; }

EVP_PKEY* generate(std::string_view curve) {
  if (curve.empty()) {
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<std::size_t>(kRsaBits));
  }
  if (curve == "Ed25519") {
    return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
  }
  return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", std::string(curve).c_str());
}

}  // namespace

EvpKey generate_key(std::string_view curve) {
  EvpKey key = own(generate(curve));
  crypto::require(key != nullptr, "cannot generate a key");
  return key;
}

Expected<EvpKey, std::string> key_from_pkcs8(const Secret& der) {
  const auto* const begin = reinterpret_cast<const std::uint8_t*>(der.reveal().data());
  const std::uint8_t* in = begin;
  const Pkcs8 info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &in, static_cast<long>(der.size())));
  if (info == nullptr || in != begin + der.size()) {
    return unexpected(std::string("not a private key in PKCS#8 DER"));
  }
  EvpKey key = own(EVP_PKCS82PKEY(info.get()));
  if (key == nullptr) {
    return unexpected(std::string("not a kind of private key that is known here"));
  }
  return key;
}

Expected<EvpKey, std::string> key_from_pem(const Secret& pem) {
  const Bio bio(BIO_new_mem_buf(pem.reveal().data(), static_cast<int>(pem.size())));
  crypto::require(bio != nullptr, "no memory for a key");
  EvpKey key = own(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_pass_phrase, nullptr));
  if (key == nullptr) {
    return unexpected(
        std::string("not a private key in PEM, or one behind a pass phrase; remove it with `openssl pkey`"));
  }
  return key;
}

Secret pkcs8_of(EVP_PKEY* key) {
  const crypto::ErrorQueueGuard guard;
  const Pkcs8 info(EVP_PKEY2PKCS8(key));
  std::uint8_t* out = nullptr;
  const int length = info == nullptr ? -1 : i2d_PKCS8_PRIV_KEY_INFO(info.get(), &out);
  crypto::require(length > 0, "cannot write a private key");
  Secret der(std::string_view(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length)));
  OPENSSL_clear_free(out, static_cast<std::size_t>(length));
  return der;
}

}  // namespace signet::jose
