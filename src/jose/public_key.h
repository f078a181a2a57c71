// Public keys that strangers or we ourselves publish: imported once with every limit, then only verified
// with and encrypted to.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jose/alg.h"
#include "jose/encryption_alg.h"

struct evp_pkey_st;  // OpenSSL's EVP_PKEY, which stays inside this room

namespace signet::jose {

class KeySet;
class PublicKey;
struct JwkRefusal;

// The key that a JWK describes [RFC7517 §4], within the limits of [R-JW-5]; the error is a sentence for
// whoever sent it and never repeats a value. Parse once, keep the result: building a key costs as much as
// using it.
[[nodiscard]] Expected<std::shared_ptr<const PublicKey>, std::string> import_public_jwk(const Json& jwk);

// Immutable; any number of threads may verify with one object at once.
class PublicKey {
 public:
  // Whether this key may carry `alg`: key type, curve, and whatever alg, use and key_ops of the JWK allow
  // [R-JW-2].
  [[nodiscard]] bool can_verify(Alg alg) const;

  // Whether `signature` (raw bytes as in JWS: ECDSA is r||s) was made over `signing_input`. False for an
  // algorithm that this key may not carry, and for any other length than the one the key has. Leaves
  // OpenSSL's error queue empty.
  [[nodiscard]] bool verify(Alg alg, std::string_view signing_input, std::string_view signature) const;

  // Whether content encryption keys may be sent to this key with `alg`: key type, and whatever alg, use and key_ops of
  // the JWK allow.
  [[nodiscard]] bool can_encrypt(KeyAlg alg) const;

  [[nodiscard]] const std::string& kid() const { return kid_; }                // "" where the JWK had none
  [[nodiscard]] std::optional<Alg> alg() const { return alg_; }                // where the JWK pins one for signatures
  [[nodiscard]] const std::string& thumbprint() const { return thumbprint_; }  // RFC 7638, the jkt of DPoP

  // Public parameters and, where present, kid, alg, use, key_ops; nothing else of what was imported.
  // Importing it again gives the same key.
  [[nodiscard]] Json to_jwk() const;

 private:
  friend Expected<std::shared_ptr<const PublicKey>, std::string> import_public_jwk(const Json& jwk);
  friend Expected<KeySet, std::string> import_jwks(const Json& jwks);
  friend std::string encrypt(std::string_view plaintext, const Encryption& encryption, const PublicKey& recipient, std::string_view cty,
                             std::string_view typ);
  PublicKey() = default;
  [[nodiscard]] static Expected<std::shared_ptr<const PublicKey>, JwkRefusal> read(const Json& jwk);

  std::shared_ptr<evp_pkey_st> key_;
  KeyType type_ = KeyType::RSA;
  std::string curve_;  // "" for RSA
  std::string kid_;
  std::optional<Alg> alg_;
  std::optional<KeyAlg> key_alg_;  // where the JWK pins one for encryption
  bool for_signatures_ = true;
  bool for_encryption_ = true;
  std::string thumbprint_;
  Json members_;  // kty and the public parameters
  Json labels_;   // kid, alg, use, key_ops as they came
};

// The public keys of one party [RFC7517 §5], immutable. Cheap to copy.
class KeySet {
 public:
  static constexpr std::size_t kMaxKeys = 32;

  // Keys that may have made a signature with `alg`: those named `kid`, or all of them where the token names
  // none. A kid that nobody has finds nothing: an unknown name is never a reason to try every key [R-JW-3].
  [[nodiscard]] std::vector<std::shared_ptr<const PublicKey>> candidates(std::optional<std::string_view> kid,
                                                                         Alg alg) const;

  // The first key to which `alg` may encrypt; null where there is none.
  [[nodiscard]] std::shared_ptr<const PublicKey> encryption_key(KeyAlg alg) const;
  [[nodiscard]] const std::vector<std::shared_ptr<const PublicKey>>& keys() const { return keys_; }

 private:
  friend Expected<KeySet, std::string> import_jwks(const Json& jwks);
  std::vector<std::shared_ptr<const PublicKey>> keys_;
};

// Keys of an unknown kty or crv are left out, as newer algorithms must not break a set; a key that is wrong,
// private or symmetric refuses the whole set, so that its owner hears of it.
[[nodiscard]] Expected<KeySet, std::string> import_jwks(const Json& jwks);

}  // namespace signet::jose
