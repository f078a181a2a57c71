// The provider's own secrets in SQL, sealed by those who put them there.
#pragma once

#include <string>

#include "keys/server_secret.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlServerSecretStore final : public keys::ServerSecretStore {
 public:
  explicit SqlServerSecretStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] std::string find_or_put(const std::string& name, const std::string& fresh) override;
  [[nodiscard]] bool replace(const std::string& name, const std::string& old, const std::string& fresh) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
