// A private key that signs with exactly one algorithm, as fast as the machine can and from any number of
// threads.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "jose/alg.h"
#include "jose/public_key.h"

namespace signet::jose {

// Immutable and always shared: snapshots hold it, threads sign with it.
class SigningKey {
 public:
  // A new key: RSA-2048 for RS* and PS*, else the curve of `alg`. RSA takes 50 to 500 ms: never on a request.
  [[nodiscard]] static std::shared_ptr<const SigningKey> generate(Alg alg);

  // From PKCS#8 DER [RFC5208 §5], or from PEM as people keep it (PKCS#8, PKCS#1 or SEC1, not encrypted). The
  // key must suit `alg` and keep the limits of public keys, and must pass a trial signature; the error is a
  // sentence without any of the input. Never asks the terminal for a pass phrase [S-J16].
  [[nodiscard]] static Expected<std::shared_ptr<const SigningKey>, std::string> from_pkcs8(const Secret& der,
                                                                                           Alg alg);
  [[nodiscard]] static Expected<std::shared_ptr<const SigningKey>, std::string> from_pem(const Secret& pem,
                                                                                         Alg alg);

  ~SigningKey();
  SigningKey(const SigningKey&) = delete;
  SigningKey& operator=(const SigningKey&) = delete;

  [[nodiscard]] Secret to_pkcs8() const;  // DER, not encrypted

  [[nodiscard]] Alg alg() const { return alg_; }
  [[nodiscard]] const std::string& kid() const { return public_key_->kid(); }  // RFC 7638 thumbprint
  [[nodiscard]] Json public_jwk() const { return public_key_->to_jwk(); }      // with kid, alg, use: sig
  [[nodiscard]] const std::shared_ptr<const PublicKey>& public_key() const { return public_key_; }

  // Raw JWS signature bytes (ECDSA as r||s). Parses nothing and fetches nothing: each thread keeps a copy of
  // the key and of a prepared context. Throws only if OpenSSL fails.
  [[nodiscard]] std::string sign(std::string_view signing_input) const;

 private:
  struct Material;
  SigningKey(Alg alg, std::shared_ptr<const Material> material, std::shared_ptr<const PublicKey> public_key);
  [[nodiscard]] static Expected<std::shared_ptr<const SigningKey>, std::string> checked(
      std::shared_ptr<evp_pkey_st> key, Alg alg);
  class ThreadSigners;

  Alg alg_;
  std::shared_ptr<const Material> material_;
  std::shared_ptr<const PublicKey> public_key_;
};

}  // namespace signet::jose
