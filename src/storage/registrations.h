// Dynamic client registration in SQL.
#pragma once

#include <string>
#include <vector>

#include "clients/registration_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlRegistrationStore final : public clients::RegistrationStore {
 public:
  explicit SqlRegistrationStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] Entry enter(const clients::StoredClient& client, const Terms& terms, Time now) override;
  [[nodiscard]] bool replace(const std::string& client_id, const std::string& digest, const std::string& next_digest,
                             const std::string& metadata, Time now) override;
  [[nodiscard]] bool withdraw(const std::string& client_id, const std::string& digest, Time forget_at, Time now) override;
  void keep(const std::string& client_id, Time now) override;

  [[nodiscard]] bool admits(const std::string& digest, Time now) override;
  void add_initial_token(const clients::InitialAccessToken& token) override;
  [[nodiscard]] std::vector<clients::InitialAccessToken> initial_tokens(Time now) override;
  [[nodiscard]] bool revoke_initial_token(const std::string& token_id) override;

 private:
  Engine& engine_;
};

// Forgets one slice of the clients whose time has come, without a trace; the number of them.
[[nodiscard]] std::size_t forget_clients(Engine& engine, Time now);

}  // namespace signet::storage
