// The ring of signing keys in SQL.
#pragma once

#include <vector>

#include "keys/key_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlKeyStore final : public keys::KeyStore {
 public:
  explicit SqlKeyStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] Ring load() override;
  // Also false if `changed` names a kid that is gone.
  [[nodiscard]] bool replace(std::int64_t version, const std::vector<keys::StoredKey>& changed,
                             Time now) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
