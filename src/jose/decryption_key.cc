#include "jose/decryption_key.h"

#include "crypto/constant_time.h"
#include "crypto/openssl_ptr.h"
#include "jose/evp.h"
#include "jose/jwk.h"
#include "jose/key_transport.h"
#include "jose/private_key_form.h"

namespace signet::jose {

DecryptionKey::DecryptionKey(KeyAlg alg, std::shared_ptr<evp_pkey_st> key, std::shared_ptr<const PublicKey> public_key)
    : alg_(alg), key_(std::move(key)), public_key_(std::move(public_key)) {}

Expected<std::shared_ptr<const DecryptionKey>, std::string> DecryptionKey::checked(std::shared_ptr<evp_pkey_st> key, KeyAlg alg) {
  const std::string name(name_of(alg));
  const Json members = public_members(key.get());
  if (!members.is_object()) {
    return unexpected("not a private key that " + name + " could use");
  }
  Json jwk = members;
  jwk["kid"] = thumbprint_of(members);
  jwk["use"] = "enc";
  auto public_key = import_public_jwk(jwk);
  if (!public_key) {
    return unexpected("not a key for " + name + ": " + public_key.error());
  }
  if (!(*public_key)->can_encrypt(alg)) {
    return unexpected("not a private key that " + name + " could use");
  }
  std::shared_ptr<const DecryptionKey> decryption_key(new DecryptionKey(alg, std::move(key), std::move(*public_key)));
  // The halves may not belong together.
  const auto public_half = evp_key_from_jwk(members);
  const SentKey sent = send_key({alg, Enc::A128GCM}, public_half->get());
  const auto received = decryption_key->receive(alg, Enc::A128GCM, {{"epk", sent.epk}}, sent.encrypted_key);
  if (!received || !crypto::equal_in_constant_time(received->reveal(), sent.cek.reveal())) {
    return unexpected("the private and the public half of the key do not belong together");
  }
  return decryption_key;
}

std::shared_ptr<const DecryptionKey> DecryptionKey::generate(KeyAlg alg) {
  const crypto::ErrorQueueGuard guard;
  auto key = checked(generate_key(key_type(alg) == KeyType::RSA ? "" : "P-256"), alg);
  crypto::require(key.has_value(), "cannot generate a decryption key");
  return std::move(*key);
}

Expected<std::shared_ptr<const DecryptionKey>, std::string> DecryptionKey::from_pkcs8(const Secret& der, KeyAlg alg) {
  const crypto::ErrorQueueGuard guard;
  auto key = key_from_pkcs8(der);
  return key ? checked(std::move(*key), alg) : unexpected(std::move(key.error()));
}

Expected<std::shared_ptr<const DecryptionKey>, std::string> DecryptionKey::from_pem(const Secret& pem, KeyAlg alg) {
  const crypto::ErrorQueueGuard guard;
  auto key = key_from_pem(pem);
  return key ? checked(std::move(*key), alg) : unexpected(std::move(key.error()));
}

Secret DecryptionKey::to_pkcs8() const { return pkcs8_of(key_.get()); }

std::optional<Secret> DecryptionKey::receive(KeyAlg alg, Enc enc, const Json& header, std::string_view encrypted_key) const {
  const crypto::ErrorQueueGuard guard;
  return can_decrypt(alg) ? receive_key(alg, enc, key_.get(), header, encrypted_key) : std::nullopt;
}

}  // namespace signet::jose
