// The client registry and the replay marks of client assertions in SQL.
#pragma once

#include <string>

#include "clients/client_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlClientStore final : public clients::ClientStore {
 public:
  explicit SqlClientStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] Snapshot load() override;
  [[nodiscard]] bool create(const clients::StoredClient& client) override;
  [[nodiscard]] bool update(const std::string& client_id, const std::string& metadata, bool disabled,
                            Time now) override;
  [[nodiscard]] bool remove(const std::string& client_id, Time now) override;
  // Secrets that had ended before `fresh` was made are forgotten.
  [[nodiscard]] bool rotate_secret(const std::string& client_id, const clients::StoredSecret& fresh,
                                   Time old_expire_at) override;
  [[nodiscard]] bool reseal_secret(const std::string& client_id, const std::string& digest, const std::string& sealed) override;

 private:
  Engine& engine_;
};

// Parts of a transaction that makes or ends a client.
void add_secrets(Executor& db, const clients::StoredClient& client);
// The client's row says already that it is removed. Ends its families, secrets and consents, and tells the servers.
void end_client(Executor& db, const std::string& client_id, Time now);

class SqlAssertionStore final : public clients::AssertionStore {
 public:
  explicit SqlAssertionStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] bool use_once(const std::string& client_id, const std::string& jti_digest,
                              Time expires_at) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
