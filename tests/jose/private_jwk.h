// Private keys as published examples print them: JWKs, which the program itself never reads.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/base64url.h"
#include "crypto/openssl_ptr.h"
#include "jose/decryption_key.h"
#include "jose/private_key_form.h"

namespace signet::jose::testing {

// PKCS#8 of an RSA or EC key.
inline Secret pkcs8_from_jwk(const Json& jwk) {
  using Bignum = std::unique_ptr<BIGNUM, crypto::Freer<BN_free>>;
  const std::unique_ptr<OSSL_PARAM_BLD, crypto::Freer<OSSL_PARAM_BLD_free>> builder(OSSL_PARAM_BLD_new());
  std::vector<Bignum> numbers;
  const auto bytes = [&](const char* member) { return base64url_decode(jwk.at(member).get<std::string>()).value(); };
  const auto push = [&](const char* name, const char* member) {
    const std::string value = bytes(member);
    numbers.emplace_back(BN_bin2bn(reinterpret_cast<const std::uint8_t*>(value.data()), static_cast<int>(value.size()), nullptr));
    OSSL_PARAM_BLD_push_BN(builder.get(), name, numbers.back().get());
  };
  const bool rsa = jwk.at("kty") == "RSA";
  std::string curve;
  std::string point;
  if (rsa) {
    push(OSSL_PKEY_PARAM_RSA_N, "n");
    push(OSSL_PKEY_PARAM_RSA_E, "e");
    push(OSSL_PKEY_PARAM_RSA_D, "d");
    push(OSSL_PKEY_PARAM_RSA_FACTOR1, "p");
    push(OSSL_PKEY_PARAM_RSA_FACTOR2, "q");
    push(OSSL_PKEY_PARAM_RSA_EXPONENT1, "dp");
    push(OSSL_PKEY_PARAM_RSA_EXPONENT2, "dq");
    push(OSSL_PKEY_PARAM_RSA_COEFFICIENT1, "qi");
  } else {
    curve = jwk.at("crv");
    point = '\x04' + bytes("x") + bytes("y");
    OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve.c_str(), 0);
    OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    push(OSSL_PKEY_PARAM_PRIV_KEY, "d");
  }
  const std::unique_ptr<OSSL_PARAM, crypto::Freer<OSSL_PARAM_free>> params(OSSL_PARAM_BLD_to_param(builder.get()));
  const crypto::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, rsa ? "RSA" : "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (EVP_PKEY_fromdata_init(context.get()) != 1 || EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.get()) != 1) {
    throw std::runtime_error("no private key: " + jwk.dump());
  }
  return pkcs8_of(own(key).get());
}

inline std::shared_ptr<const DecryptionKey> decryption_key_from_jwk(const Json& jwk, KeyAlg alg) {
  return DecryptionKey::from_pkcs8(pkcs8_from_jwk(jwk), alg).value();
}

}  // namespace signet::jose::testing
