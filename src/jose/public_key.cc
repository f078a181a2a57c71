#include "jose/public_key.h"

#include <algorithm>

#include "crypto/openssl_ptr.h"
#include "jose/evp.h"
#include "jose/jwk.h"

namespace signet::jose {
namespace {

constexpr std::size_t kMaxKidSize = 256;

tl::unexpected<JwkRefusal> refuse(const char* sentence) { return unexpected(JwkRefusal{false, sentence}); }

KeyType type_of(const Json& members) {
  const std::string kty = members.at("kty").get<std::string>();
  return kty == "RSA" ? KeyType::RSA : kty == "EC" ? KeyType::EC : KeyType::OKP;
}

}  // namespace

Expected<std::shared_ptr<const PublicKey>, JwkRefusal> PublicKey::read(const Json& jwk) {
  auto imported = evp_key_from_jwk(jwk);
  if (!imported) {
    return unexpected(std::move(imported.error()));
  }
  std::shared_ptr<PublicKey> key(new PublicKey);
  key->key_ = std::move(*imported);
  key->members_ = public_members(key->key_.get());
  key->type_ = type_of(key->members_);
  key->curve_ = key->members_.value("crv", "");
  key->thumbprint_ = thumbprint_of(key->members_);
  key->labels_ = Json::object();
  for (const char* name : {"kid", "alg", "use"}) {
    if (jwk.contains(name)) {
      const auto label = string_member(jwk, name);
      if (!label || label->size() > kMaxKidSize) {
        return refuse("kid, alg and use must be strings of at most 256 bytes");
      }
      key->labels_[name] = *label;
    }
  }
  key->kid_ = key->labels_.value("kid", "");
  if (key->labels_.contains("alg")) {
    const std::string alg = key->labels_["alg"].get<std::string>();
    key->alg_ = alg_from(alg);
    key->key_alg_ = key_alg_from(alg);
    const bool suits = key->alg_       ? key_type(*key->alg_) == key->type_ && curve_of(*key->alg_) == key->curve_
                       : key->key_alg_ ? key_type(*key->key_alg_) == key->type_
                                       : true;  // an algorithm that we do not know: kept, and never used
    if (!suits) {
      return refuse("alg does not belong to this kind of key");
    }
    key->for_signatures_ = key->alg_.has_value();
    key->for_encryption_ = key->key_alg_.has_value();
  }
  if (key->labels_.contains("use")) {
    key->for_signatures_ &= key->labels_["use"] == "sig";
    key->for_encryption_ &= key->labels_["use"] == "enc";
  }
  if (jwk.contains("key_ops")) {
    const auto operations = strings_member(jwk, "key_ops");
    if (!operations) {
      return refuse("key_ops must be an array of strings");
    }
    key->labels_["key_ops"] = *operations;
    const auto allowed = [&](const char* one) { return std::find(operations->begin(), operations->end(), one) != operations->end(); };
    key->for_signatures_ &= allowed("verify");
    // Web Crypto exports the public half of a key for agreement with an empty list: its private half has the operations.
    key->for_encryption_ &= key->type_ == KeyType::RSA ? allowed("encrypt") || allowed("wrapKey")
                                                       : allowed("deriveKey") || allowed("deriveBits") || operations->empty();
  }
  return key;
}

Expected<std::shared_ptr<const PublicKey>, std::string> import_public_jwk(const Json& jwk) {
  auto key = PublicKey::read(jwk);
  if (!key) {
    return unexpected(std::move(key.error().sentence));
  }
  return std::move(*key);
}

bool PublicKey::can_verify(Alg alg) const {
  return for_signatures_ && key_type(alg) == type_ && curve_of(alg) == curve_ && (!alg_ || alg_ == alg);
}

bool PublicKey::can_encrypt(KeyAlg alg) const {
  return for_encryption_ && key_type(alg) == type_ && (!key_alg_ || key_alg_ == alg);
}

bool PublicKey::verify(Alg alg, std::string_view signing_input, std::string_view signature) const {
  if (!can_verify(alg) || signature.size() != signature_size(key_.get(), alg)) {
    return false;
  }
  const crypto::ErrorQueueGuard guard;
  std::string der;
  if (type_ == KeyType::EC) {
    auto converted = ecdsa_der_from_raw(signature);
    if (!converted) {
      return false;
    }
    der = std::move(*converted);
    signature = der;
  }
  const crypto::MdContext context(EVP_MD_CTX_new());
  return context != nullptr && init_verify(context.get(), key_.get(), alg) &&
         EVP_DigestVerify(context.get(), reinterpret_cast<const std::uint8_t*>(signature.data()),
                          signature.size(), reinterpret_cast<const std::uint8_t*>(signing_input.data()),
                          signing_input.size()) == 1;
}

Json PublicKey::to_jwk() const {
  Json jwk = members_;
  jwk.update(labels_);
  return jwk;
}

std::vector<std::shared_ptr<const PublicKey>> KeySet::candidates(std::optional<std::string_view> kid,
                                                                 Alg alg) const {
  std::vector<std::shared_ptr<const PublicKey>> found;
  for (const auto& key : keys_) {
    if ((!kid || key->kid() == *kid) && key->can_verify(alg)) {
      found.push_back(key);
    }
  }
  return found;
}

std::shared_ptr<const PublicKey> KeySet::encryption_key(KeyAlg alg) const {
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) { return key->can_encrypt(alg); });
  return found == keys_.end() ? nullptr : *found;
}

Expected<KeySet, std::string> import_jwks(const Json& jwks) {
  const auto list = jwks.is_object() ? jwks.find("keys") : jwks.end();
  if (list == jwks.end() || !list->is_array()) {
    return unexpected(std::string("a JWK Set is a JSON object with the array member keys"));
  }
  if (list->size() > KeySet::kMaxKeys) {
    return unexpected("a JWK Set may have at most " + std::to_string(KeySet::kMaxKeys) + " keys");
  }
  KeySet set;
  for (const Json& jwk : *list) {
    auto key = PublicKey::read(jwk);
    if (key) {
      set.keys_.push_back(std::move(*key));
    } else if (!key.error().unknown_kind) {
      return unexpected("key " + std::to_string(&jwk - &list->front()) +
                        " of the set: " + key.error().sentence);
    }
  }
  return set;
}

}  // namespace signet::jose
