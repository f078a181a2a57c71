#include "keys/key_ring.h"

#include "crypto/digest.h"

namespace signet::keys {

std::string_view name_of(State state) {
  switch (state) {
    case State::next:
      return "next";
    case State::active:
      return "active";
    case State::retired:
      return "retired";
    case State::gone:
      return "gone";
  }
  return "unknown";
}

KeyRing::KeyRing(std::int64_t version, std::vector<Entry> entries)
    : version_(version), entries_(std::move(entries)) {
  Json keys = Json::array();
  for (const Entry& entry : entries_) {
    public_keys_.push_back(entry.public_key);
    keys.push_back(entry.public_key->to_jwk());
  }
  jwks_json_ = Json{{"keys", std::move(keys)}}.dump();
  jwks_etag_ = '"' + crypto::sha256_base64url(jwks_json_).substr(0, 22) + '"';
}

std::shared_ptr<const jose::SigningKey> KeyRing::signing(jose::Alg alg) const {
  for (const Entry& entry : entries_) {
    if (entry.row.state == State::active && entry.signing_key != nullptr && entry.signing_key->alg() == alg) {
      return entry.signing_key;
    }
  }
  return nullptr;
}

std::shared_ptr<const jose::PublicKey> KeyRing::find_public(std::string_view kid) const {
  for (const auto& key : public_keys_) {
    if (key->kid() == kid) {
      return key;
    }
  }
  return nullptr;
}

std::vector<KeyRing::Row> KeyRing::rows() const {
  std::vector<Row> rows;
  rows.reserve(entries_.size());
  for (const Entry& entry : entries_) {
    rows.push_back(entry.row);
  }
  return rows;
}

}  // namespace signet::keys
