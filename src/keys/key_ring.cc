#include "keys/key_ring.h"

#include <algorithm>

#include "crypto/digest.h"

namespace signet::keys {
namespace {

// For a token that names none: more than the active key, the one before it and the one that another replica may have
// promoted a moment ago are there only after rotations by hand.
constexpr std::size_t kMaxUnnamedKeys = 4;

// Where to look first: a client has found the active key, or had found the one before.
int unlikeliness(State state) { return state == State::active ? 0 : state == State::retired ? 1 : 2; }

std::vector<std::shared_ptr<const jose::DecryptionKey>> likeliest_first(const std::vector<KeyRing::Entry>& entries) {
  std::vector<const KeyRing::Entry*> sorted;
  for (const KeyRing::Entry& entry : entries) {
    if (entry.decryption_key != nullptr) {
      sorted.push_back(&entry);
    }
  }
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) {
    const int first = unlikeliness(a->row.state);
    const int second = unlikeliness(b->row.state);
    return first != second ? first < second : a->row.retired_at > b->row.retired_at;
  });
  std::vector<std::shared_ptr<const jose::DecryptionKey>> keys;
  for (const KeyRing::Entry* entry : sorted) {
    keys.push_back(entry->decryption_key);
  }
  return keys;
}

}  // namespace

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
    : version_(version), entries_(std::move(entries)), decryption_keys_(likeliest_first(entries_)) {
  Json keys = Json::array();
  for (const Entry& entry : entries_) {
    const bool signs = entry.decryption_key == nullptr;
    if (signs) {
      public_keys_.push_back(entry.public_key);
    }
    if (signs || entry.row.state == State::active) {
      keys.push_back(entry.public_key->to_jwk());
    }
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

bool KeyRing::serves(const Purpose& purpose) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.row.state == State::active && entry.row.alg == name_of(purpose);
  });
}

std::shared_ptr<const jose::DecryptionKey> KeyRing::decryption_key(std::string_view kid) const {
  const auto found =
      std::find_if(decryption_keys_.begin(), decryption_keys_.end(), [&](const auto& key) { return key->kid() == kid; });
  return found == decryption_keys_.end() ? nullptr : *found;
}

std::vector<std::shared_ptr<const jose::DecryptionKey>> KeyRing::decryption_keys(std::optional<std::string_view> kid,
                                                                                 jose::KeyAlg alg) const {
  std::vector<std::shared_ptr<const jose::DecryptionKey>> found;
  for (const auto& key : decryption_keys_) {
    if (key->can_decrypt(alg) && (!kid || key->kid() == *kid) && found.size() < kMaxUnnamedKeys) {
      found.push_back(key);
    }
  }
  return found;
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
