#include "jose/signing_key.h"

#include <algorithm>
#include <mutex>
#include <vector>

#include "crypto/openssl_ptr.h"
#include "jose/evp.h"
#include "jose/jwk.h"
#include "jose/private_key_form.h"

namespace signet::jose {

struct SigningKey::Material {
  explicit Material(EvpKey evp) : key(std::move(evp)) {}
  EvpKey key;
  mutable std::mutex duplicating;  // taken once per thread
};

// What one thread keeps of the keys it signs with: sharing an EVP_PKEY would make threads wait for its
// blinding lock, and preparing a context for each signature costs an ES256 signature 15 % [measured].
class SigningKey::ThreadSigners {
 public:
  static std::string sign(const SigningKey& key, std::string_view input) {
    thread_local ThreadSigners signers;
    const Entry& entry = signers.entry_for(key);
    std::string signature(entry.buffer_size, '\0');
    std::size_t length = signature.size();
    crypto::require(
        EVP_MD_CTX_copy_ex(entry.scratch.get(), entry.prepared.get()) == 1 &&
            EVP_DigestSign(entry.scratch.get(), reinterpret_cast<std::uint8_t*>(signature.data()), &length,
                           reinterpret_cast<const std::uint8_t*>(input.data()), input.size()) == 1,
        "signing failed");
    signature.resize(length);
    return signature;
  }

 private:
  struct Entry {
    const Material*
        material;  // never read: tells keys apart, and cannot be reused while `alive` holds its block
    std::weak_ptr<const Material> alive;
    crypto::MdContext prepared;
    crypto::MdContext scratch;
    std::size_t buffer_size;
  };
  static constexpr std::size_t kMaxEntries = 16;

  const Entry& entry_for(const SigningKey& key) {
    for (const Entry& entry : entries_) {
      if (entry.material == key.material_.get()) {
        return entry;
      }
    }
    // A new key means that another one may have gone: do not keep copies of dead keys.
    std::erase_if(entries_, [](const Entry& entry) { return entry.alive.expired(); });
    if (entries_.size() == kMaxEntries) {
      entries_.erase(entries_.begin());
    }
    return entries_.emplace_back(prepare(key));
  }

  static Entry prepare(const SigningKey& key) {
    const Material& material = *key.material_;
    const crypto::Key copy = [&] {
      const std::lock_guard lock(material.duplicating);
      return crypto::Key(EVP_PKEY_dup(material.key.get()));
    }();
    crypto::MdContext prepared(EVP_MD_CTX_new());
    crypto::MdContext scratch(EVP_MD_CTX_new());
    crypto::require(copy != nullptr && prepared != nullptr && scratch != nullptr &&
                        init_sign(prepared.get(), copy.get(), key.alg_),
                    "cannot prepare a signing key");
    // Each copy is used once, so that finishing it needs no copy of the copy.
    EVP_MD_CTX_set_flags(prepared.get(), EVP_MD_CTX_FLAG_FINALISE);
    return {&material, key.material_, std::move(prepared), std::move(scratch),
            static_cast<std::size_t>(EVP_PKEY_get_size(copy.get()))};
  }

  std::vector<Entry> entries_;
};

SigningKey::SigningKey(Alg alg, std::shared_ptr<const Material> material,
                       std::shared_ptr<const PublicKey> public_key)
    : alg_(alg), material_(std::move(material)), public_key_(std::move(public_key)) {}

SigningKey::~SigningKey() = default;

Expected<std::shared_ptr<const SigningKey>, std::string> SigningKey::checked(
    std::shared_ptr<evp_pkey_st> key, Alg alg) {
  const std::string name(name_of(alg));
  Json jwk = public_members(key.get());
  if (!jwk.is_object()) {
    return unexpected("not a private key that " + name + " could use");
  }
  jwk["kid"] = thumbprint_of(jwk);
  jwk["alg"] = name;
  jwk["use"] = "sig";
  auto public_key = import_public_jwk(jwk);
  if (!public_key) {
    return unexpected("not a key for " + name + ": " + public_key.error());
  }
  // make_shared: its memory outlives the key as long as a thread's entry remembers it, so no other key gets
  // the address.
  std::shared_ptr<const SigningKey> signing_key(
      new SigningKey(alg, std::make_shared<const Material>(std::move(key)), std::move(*public_key)));
  // The halves may not belong together; and the first signature of a thread pays for set-up, better now than
  // later.
  constexpr std::string_view kTrial = "trial";
  try {
    if (signing_key->public_key()->verify(alg, kTrial, signing_key->sign(kTrial))) {
      return signing_key;
    }
  } catch (const std::runtime_error&) {
    // RSA with inconsistent primes fails here rather than sign wrongly.
  }
  return unexpected("the private and the public half of the key do not belong together");
}

std::shared_ptr<const SigningKey> SigningKey::generate(Alg alg) {
  const crypto::ErrorQueueGuard guard;
  auto key = checked(generate_key(curve_of(alg)), alg);
  crypto::require(key.has_value(), "cannot generate a signing key");
  return std::move(*key);
}

Expected<std::shared_ptr<const SigningKey>, std::string> SigningKey::from_pkcs8(const Secret& der, Alg alg) {
  const crypto::ErrorQueueGuard guard;
  auto key = key_from_pkcs8(der);
  return key ? checked(std::move(*key), alg) : unexpected(std::move(key.error()));
}

Expected<std::shared_ptr<const SigningKey>, std::string> SigningKey::from_pem(const Secret& pem, Alg alg) {
  const crypto::ErrorQueueGuard guard;
  auto key = key_from_pem(pem);
  return key ? checked(std::move(*key), alg) : unexpected(std::move(key.error()));
}

Secret SigningKey::to_pkcs8() const { return pkcs8_of(material_->key.get()); }

std::string SigningKey::sign(std::string_view signing_input) const {
  const crypto::ErrorQueueGuard guard;
  std::string signature = ThreadSigners::sign(*this, signing_input);
  if (key_type(alg_) != KeyType::EC) {
    return signature;
  }
  auto raw = ecdsa_raw_from_der(signature, signature_size(material_->key.get(), alg_));
  crypto::require(raw.has_value(), "signing failed");
  return std::move(*raw);
}

}  // namespace signet::jose
