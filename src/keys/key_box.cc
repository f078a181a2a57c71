#include "keys/key_box.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "base/json.h"
#include "keys/purpose.h"

namespace signet::keys {
namespace {

std::string context_of(std::string_view kid, std::string_view alg) {
  return std::string(kid).append(1, '|').append(alg);
}

std::string_view master_key_id(const StoredKey& row) {
  return std::string_view(row.private_key).substr(0, row.private_key.find('.'));
}

// What messages call the row.
std::string title_of(const StoredKey& row) {
  return (is_for_encryption(row.alg) ? "encryption key " : "signing key ") + row.kid;
}

}  // namespace

KeyBox::KeyBox(const crypto::MasterKeys& keys) : sealer_(keys, "signing key") {
  for (const auto& key : keys.all()) {
    master_key_ids_.push_back(key.id);
  }
}

template <typename PrivateKey>
StoredKey KeyBox::row_for(const PrivateKey& key, State state, Time now, Random& random) const {
  StoredKey row;
  row.kid = key.kid();
  row.alg = jose::name_of(key.alg());
  row.state = state;
  row.public_jwk = key.public_jwk().dump();
  row.private_key = sealer_.seal(key.to_pkcs8().reveal(), context_of(row.kid, row.alg), random);
  row.created_at = now;
  if (state == State::active) {
    row.activated_at = now;
  }
  return row;
}

StoredKey KeyBox::put(const jose::SigningKey& key, State state, Time now, Random& random) const {
  return row_for(key, state, now, random);
}

StoredKey KeyBox::put(const jose::DecryptionKey& key, State state, Time now, Random& random) const {
  return row_for(key, state, now, random);
}

Secret KeyBox::opened(const StoredKey& row) const {
  auto der = sealer_.open(row.private_key, context_of(row.kid, row.alg));
  if (!der) {
    const std::string id(master_key_id(row));
    const bool known = std::find(master_key_ids_.begin(), master_key_ids_.end(), id) != master_key_ids_.end();
    throw std::runtime_error(
        known ? title_of(row) + " is damaged: its row does not open under master key " + id
              : title_of(row) + " is sealed under master key " + id +
                    ", which is not among those of SIGNET_MASTER_KEY; add it there as a further line");
  }
  Secret secret(*der);
  explicit_bzero(der->data(), der->size());
  return secret;
}

template <typename PrivateKey, typename AnyAlg>
std::shared_ptr<const PrivateKey> KeyBox::open_as(const StoredKey& row, std::optional<AnyAlg> alg) const {
  if (!alg) {
    throw std::runtime_error(title_of(row) + " is for an algorithm that this version does not know");
  }
  auto key = PrivateKey::from_pkcs8(opened(row), *alg);
  if (!key) {
    throw std::runtime_error(title_of(row) + " cannot be used: " + key.error());
  }
  if ((*key)->kid() != row.kid) {
    throw std::runtime_error(title_of(row) + " holds the private half of another key");
  }
  return std::move(*key);
}

std::shared_ptr<const jose::SigningKey> KeyBox::open(const StoredKey& row) const {
  return open_as<jose::SigningKey>(row, jose::alg_from(row.alg));
}

std::shared_ptr<const jose::DecryptionKey> KeyBox::open_for_decryption(const StoredKey& row) const {
  return open_as<jose::DecryptionKey>(row, jose::key_alg_from(row.alg));
}

std::shared_ptr<const jose::PublicKey> KeyBox::public_key(const StoredKey& row) const {
  const auto jwk = parse_json_object(row.public_jwk);
  auto key = jose::import_public_jwk(jwk.value_or(Json()));
  if (!key || (*key)->thumbprint() != row.kid || (*key)->kid() != row.kid || !(*key)->alg() ||
      (*key)->alg() != jose::alg_from(row.alg)) {
    throw std::runtime_error(title_of(row) + " has a damaged public half");
  }
  return std::move(*key);
}

bool KeyBox::outdated(const StoredKey& row) const {
  return !row.private_key.empty() && master_key_id(row) != master_key_ids_.front();
}

std::string KeyBox::reseal(const StoredKey& row, Random& random) const {
  return sealer_.seal(opened(row).reveal(), context_of(row.kid, row.alg), random);
}

}  // namespace signet::keys
