// Client secrets that must be known again: whoever checks a MAC needs the secret itself, not its hash [R-CA-3].
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/secret.h"
#include "crypto/master_keys.h"
#include "crypto/seal.h"

namespace signet::clients {

// Seals secrets for the store under the master key, each bound to its client, so that a row moved to another client
// opens no longer and a dump alone opens nothing [R-ST-1]. Const and thread-safe.
class SecretBox {
 public:
  explicit SecretBox(const crypto::MasterKeys& keys) : sealer_(keys, "client secret"), newest_(keys.sealing().id + '.') {}

  [[nodiscard]] std::string seal(const Secret& secret, std::string_view client_id, Random& random) const {
    return sealer_.seal(secret.reveal(), client_id, random);
  }

  // nullopt where it was sealed for another client, or under a master key that we were not given.
  [[nodiscard]] std::optional<Secret> open(std::string_view sealed, std::string_view client_id) const;

  // Whether it is sealed under another master key than the one that seals now.
  [[nodiscard]] bool outdated(std::string_view sealed) const { return !sealed.starts_with(newest_); }

 private:
  crypto::Sealer sealer_;
  std::string newest_;
};

}  // namespace signet::clients
