// Sessions and remembered consent in SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "authorization/session_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlSessionStore final : public authorization::SessionStore {
 public:
  explicit SqlSessionStore(Engine& engine) : engine_(engine) {}

  std::string begin(const authorization::Session& session, const std::string& replaced_digest, Time now) override;
  [[nodiscard]] std::optional<authorization::SessionView> view(const std::string& cookie_digest,
                                                               const std::string& client_id, Time now,
                                                               Time idle_since) override;
  void touch(const std::string& cookie_digest, Time now) override;
  std::optional<authorization::EndedSession> end(const std::string& cookie_digest, Time now) override;

 private:
  Engine& engine_;
};

class SqlConsentStore final : public authorization::ConsentStore {
 public:
  explicit SqlConsentStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] std::vector<authorization::AppAccess> list(const std::string& sub, Time now) override;
  void remember(const std::string& sub, const std::string& client_id, const protocol::ScopeSet& scope,
                const std::string& fingerprint, Time now) override;
  std::vector<std::string> withdraw(const std::string& sub, const std::string& client_id, Time now) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
