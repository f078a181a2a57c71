// Secrets of the provider itself that outlive every master key: made once, and the same for ever on all replicas.
#pragma once

#include <string>

#include "base/random.h"
#include "base/secret.h"
#include "crypto/master_keys.h"

namespace signet::keys {

class ServerSecretStore {
 public:
  virtual ~ServerSecretStore() = default;

  // What is stored under `name`, which is `fresh` if nothing was. Of any number of concurrent callers everybody gets the
  // same, and one of them gave it.
  [[nodiscard]] virtual std::string find_or_put(const std::string& name, const std::string& fresh) = 0;

  // Puts `fresh` there if `old` still is; true for exactly one of any number of concurrent callers.
  [[nodiscard]] virtual bool replace(const std::string& name, const std::string& old, const std::string& fresh) = 0;
};

// The 32 random bytes called `name`, made by whoever asks first, at rest sealed under the master key with the name as
// context, and sealed anew where an older master key did it. Throws std::runtime_error with a sentence for the operator
// where no master key that we were given opens it: to make another one would change what must never change.
[[nodiscard]] Secret server_secret(ServerSecretStore& store, const crypto::MasterKeys& master_keys, const std::string& name,
                                   Random& random);

}  // namespace signet::keys
