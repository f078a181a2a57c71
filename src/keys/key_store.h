// What the key manager needs kept: the ring of signing and encryption keys, changed as a whole or not at all.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace signet::keys {

// Published but not yet signing; signing; published until its last token has expired; unpublished. An encryption key
// decrypts in all states but the last, and is published only while it is active: nobody needs to know it before, and
// nobody should begin to use it after.
enum class State { next, active, retired, gone };

struct StoredKey {
  std::string kid;          // RFC 7638 thumbprint; unique for ever [R-KY-3]
  std::string alg;          // what it is for (keys/purpose.h): the one algorithm it signs with, e.g. "RS256", or "ECDH-ES"
  State state = State::next;
  std::string public_jwk;   // JSON
  std::string private_key;  // PKCS#8 DER, sealed under the master key with "kid|alg" as context
  Time created_at;
  std::optional<Time> activated_at;
  std::optional<Time> retired_at;
};

// The order in which keys are listed and published: by created_at; of one moment by alg, and of one alg in the order in
// which they began to sign and then ceased to, so a retired key stands before the active one and that before the next
// one; in the end by kid. Keys keep their places when their states move on.
[[nodiscard]] bool listed_before(const StoredKey& a, const StoredKey& b);

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  struct Ring {
    std::int64_t version = 0;  // grows with every change
    std::vector<StoredKey> keys;
  };

  // All keys that are not gone, in the order of listed_before(), and the version that they belong to.
  [[nodiscard]] virtual Ring load() = 0;

  // Inserts or updates (by kid) all of `changed` if the ring is still at `version`: of any number of concurrent
  // callers with the same version exactly one gets true, the others change nothing. Moves the ring to a new version.
  // A key in state gone keeps its row (its kid is never reused) but loses its private key.
  [[nodiscard]] virtual bool replace(std::int64_t version, const std::vector<StoredKey>& changed, Time now) = 0;
};

}  // namespace signet::keys
