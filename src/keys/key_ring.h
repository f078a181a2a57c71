// The keys of one moment, ready to use: who signs, who verifies, who decrypts, and the JWKS that says so.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "jose/decryption_key.h"
#include "jose/public_key.h"
#include "jose/signing_key.h"
#include "keys/key_store.h"
#include "keys/purpose.h"

namespace signet::keys {

[[nodiscard]] std::string_view name_of(State state);  // "next", "active", "retired", "gone"

// Immutable; swapped as a whole. Everything is rendered when it is built, nothing when it is asked.
class KeyRing {
 public:
  // What `keys list` prints; times of states that the key has not reached yet are absent.
  struct Row {
    std::string kid;
    std::string alg;
    std::string use;  // "sig" or "enc"
    State state;
    Time created_at;
    std::optional<Time> activated_at;
    std::optional<Time> retired_at;
  };
  struct Entry {
    Row row;
    std::shared_ptr<const jose::PublicKey> public_key;
    std::shared_ptr<const jose::SigningKey> signing_key;  // of next and active keys; null for retired ones
    std::shared_ptr<const jose::DecryptionKey> decryption_key = nullptr;  // instead of it for encryption, in every state
  };

  KeyRing(std::int64_t version, std::vector<Entry> entries);

  // The active key for `alg`, or nullptr where there is none.
  [[nodiscard]] std::shared_ptr<const jose::SigningKey> signing(jose::Alg alg) const;

  // Every key that may have signed a living token: retired and active ones, and next ones too, because
  // another replica may have promoted them a moment ago.
  [[nodiscard]] std::shared_ptr<const jose::PublicKey> find_public(std::string_view kid) const;
  [[nodiscard]] const std::vector<std::shared_ptr<const jose::PublicKey>>& public_keys() const {
    return public_keys_;
  }

  // Whether the ring has an active key for `purpose`.
  [[nodiscard]] bool serves(const Purpose& purpose) const;

  // The encryption key that is called `kid`, whatever its state, or nullptr.
  [[nodiscard]] std::shared_ptr<const jose::DecryptionKey> decryption_key(std::string_view kid) const;

  // The keys to which a JWE with this kid may be encrypted with `alg`: the one of that name, or, where it names none, those
  // of the right kind, the active one first and never more than a few, because each costs a private operation
  // (jose::DecryptionKeySource).
  [[nodiscard]] std::vector<std::shared_ptr<const jose::DecryptionKey>> decryption_keys(std::optional<std::string_view> kid,
                                                                                        jose::KeyAlg alg) const;

  // The JWK Set [RFC7517 §5] of all signing keys and of the active encryption keys, oldest key first, and a strong entity tag with its quotes [RFC9110 §8.8.3].
  [[nodiscard]] const std::string& jwks_json() const { return jwks_json_; }
  [[nodiscard]] const std::string& jwks_etag() const { return jwks_etag_; }

  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }
  [[nodiscard]] std::vector<Row> rows() const;
  [[nodiscard]] std::int64_t version() const { return version_; }

 private:
  std::int64_t version_;
  std::vector<Entry> entries_;
  std::vector<std::shared_ptr<const jose::PublicKey>> public_keys_;          // that verify
  std::vector<std::shared_ptr<const jose::DecryptionKey>> decryption_keys_;  // the likeliest first
  std::string jwks_json_;
  std::string jwks_etag_;
};

}  // namespace signet::keys
