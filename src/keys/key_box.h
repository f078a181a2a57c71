// How keys lie in the store: the public half as JSON, the private half sealed under the master key.
#pragma once

#include <memory>
#include <string>

#include "base/random.h"
#include "crypto/master_keys.h"
#include "crypto/seal.h"
#include "jose/decryption_key.h"
#include "jose/public_key.h"
#include "jose/signing_key.h"
#include "keys/key_store.h"

namespace signet::keys {

// Seals and opens rows of the ring. What cannot be trusted throws std::runtime_error with a sentence for the
// operator: the ring is our own, so damage there is never a client's fault. Const and thread-safe.
class KeyBox {
 public:
  explicit KeyBox(const crypto::MasterKeys& keys);

  // A row for `key`, its private half sealed with "kid|alg" as context, so that rows cannot be exchanged
  // [R-JW-9].
  [[nodiscard]] StoredKey put(const jose::SigningKey& key, State state, Time now, Random& random) const;
  [[nodiscard]] StoredKey put(const jose::DecryptionKey& key, State state, Time now, Random& random) const;

  // For rows of the one use and of the other. Names the missing master key where the row was sealed under one that we
  // were not given.
  [[nodiscard]] std::shared_ptr<const jose::SigningKey> open(const StoredKey& row) const;
  [[nodiscard]] std::shared_ptr<const jose::DecryptionKey> open_for_decryption(const StoredKey& row) const;

  // The public half of a signing key, which must have the row's kid as its thumbprint.
  [[nodiscard]] std::shared_ptr<const jose::PublicKey> public_key(const StoredKey& row) const;

  // Whether the private half is sealed under another master key than the one that seals now.
  [[nodiscard]] bool outdated(const StoredKey& row) const;
  [[nodiscard]] std::string reseal(const StoredKey& row, Random& random) const;

 private:
  template <typename PrivateKey>
  [[nodiscard]] StoredKey row_for(const PrivateKey& key, State state, Time now, Random& random) const;
  template <typename PrivateKey, typename AnyAlg>
  [[nodiscard]] std::shared_ptr<const PrivateKey> open_as(const StoredKey& row, std::optional<AnyAlg> alg) const;
  [[nodiscard]] Secret opened(const StoredKey& row) const;

  crypto::Sealer sealer_;
  std::vector<std::string> master_key_ids_;  // the first one seals
};

}  // namespace signet::keys
