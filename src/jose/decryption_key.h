// A private key to which others encrypt.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "base/secret.h"
#include "jose/encryption_alg.h"
#include "jose/public_key.h"

namespace signet::jose {

// Immutable and always shared; any number of threads may decrypt with one object at once.
class DecryptionKey {
 public:
  // A new key: RSA-2048 for RSA-OAEP*, P-256 for ECDH-ES*. RSA takes 50 to 500 ms: never on a request.
  [[nodiscard]] static std::shared_ptr<const DecryptionKey> generate(KeyAlg alg);

  // As for SigningKey: the key must be of the kind that `alg` needs and keep the limits of public keys, and must read
  // what was encrypted to it for trial; the error is a sentence without any of the input.
  [[nodiscard]] static Expected<std::shared_ptr<const DecryptionKey>, std::string> from_pkcs8(const Secret& der, KeyAlg alg);
  [[nodiscard]] static Expected<std::shared_ptr<const DecryptionKey>, std::string> from_pem(const Secret& pem, KeyAlg alg);

  [[nodiscard]] Secret to_pkcs8() const;  // DER, not encrypted

  [[nodiscard]] KeyAlg alg() const { return alg_; }  // what it was made for

  // Whether it is of the kind that `alg` needs. Deliberate: one RSA key serves both hashes of OAEP, and one EC key the
  // agreement with and without a key wrap. The algorithm enters the padding or the derivation, so none of them helps
  // against another, and clients that registered any of them find one key.
  [[nodiscard]] bool can_decrypt(KeyAlg alg) const { return key_type(alg) == key_type(alg_); }

  [[nodiscard]] const std::string& kid() const { return public_key_->kid(); }  // RFC 7638 thumbprint

  // With kid and use: enc, and without alg [RFC7517 §4.4], because the key serves several: npm jose, Nimbus and others
  // take only a key whose alg is absent or the very one that the client registered; mod_auth_openidc looks at kty and
  // use alone.
  [[nodiscard]] Json public_jwk() const { return public_key_->to_jwk(); }
  [[nodiscard]] const std::shared_ptr<const PublicKey>& public_key() const { return public_key_; }

  // The content encryption key that the sender of a JWE meant; nullopt for whatever is wrong with it. For decrypt(),
  // which alone may tell anybody anything about the outcome [R-JW-7].
  [[nodiscard]] std::optional<Secret> receive(KeyAlg alg, Enc enc, const Json& header, std::string_view encrypted_key) const;

 private:
  DecryptionKey(KeyAlg alg, std::shared_ptr<evp_pkey_st> key, std::shared_ptr<const PublicKey> public_key);
  [[nodiscard]] static Expected<std::shared_ptr<const DecryptionKey>, std::string> checked(std::shared_ptr<evp_pkey_st> key, KeyAlg alg);

  KeyAlg alg_;
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<const PublicKey> public_key_;
};

}  // namespace signet::jose
