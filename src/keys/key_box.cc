#include "keys/key_box.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "base/json.h"

namespace signet::keys {
namespace {

std::string context_of(std::string_view kid, std::string_view alg) {
  return std::string(kid).append(1, '|').append(alg);
}

std::string_view master_key_id(const StoredKey& row) {
  return std::string_view(row.private_key).substr(0, row.private_key.find('.'));
}

jose::Alg alg_of(const StoredKey& row) {
  const auto alg = jose::alg_from(row.alg);
  if (!alg) {
    throw std::runtime_error("signing key " + row.kid +
                             " is for an algorithm that this version does not know");
  }
  return *alg;
}

}  // namespace

KeyBox::KeyBox(const crypto::MasterKeys& keys) : sealer_(keys, "signing key") {
  for (const auto& key : keys.all()) {
    master_key_ids_.push_back(key.id);
  }
}

StoredKey KeyBox::put(const jose::SigningKey& key, State state, Time now, Random& random) const {
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

Secret KeyBox::opened(const StoredKey& row) const {
  auto der = sealer_.open(row.private_key, context_of(row.kid, row.alg));
  if (!der) {
    const std::string id(master_key_id(row));
    const bool known = std::find(master_key_ids_.begin(), master_key_ids_.end(), id) != master_key_ids_.end();
    throw std::runtime_error(
        known ? "signing key " + row.kid + " is damaged: its row does not open under master key " + id
              : "signing key " + row.kid + " is sealed under master key " + id +
                    ", which is not among those of SIGNET_MASTER_KEY; add it there as a further line");
  }
  Secret secret(*der);
  explicit_bzero(der->data(), der->size());
  return secret;
}

std::shared_ptr<const jose::SigningKey> KeyBox::open(const StoredKey& row) const {
  auto key = jose::SigningKey::from_pkcs8(opened(row), alg_of(row));
  if (!key) {
    throw std::runtime_error("signing key " + row.kid + " cannot be used: " + key.error());
  }
  if ((*key)->kid() != row.kid) {
    throw std::runtime_error("signing key " + row.kid + " holds the private half of another key");
  }
  return std::move(*key);
}

std::shared_ptr<const jose::PublicKey> KeyBox::public_key(const StoredKey& row) const {
  const auto jwk = parse_json_object(row.public_jwk);
  auto key = jose::import_public_jwk(jwk.value_or(Json()));
  if (!key || (*key)->thumbprint() != row.kid || (*key)->kid() != row.kid || (*key)->alg() != alg_of(row)) {
    throw std::runtime_error("signing key " + row.kid + " has a damaged public half");
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
