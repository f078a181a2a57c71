// People in SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "accounts/account_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlAccountStore final : public accounts::AccountStore {
 public:
  explicit SqlAccountStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] std::optional<accounts::Account> find(const std::string& sub) override;
  [[nodiscard]] std::optional<accounts::Account> find_by_email(const std::string& email) override;
  [[nodiscard]] std::vector<accounts::Account> list(const std::string& after_sub, int limit) override;
  [[nodiscard]] bool create(const accounts::Account& account) override;
  [[nodiscard]] Update update(const std::string& sub, const std::string& email, bool email_verified,
                              const std::string& claims, Time now) override;
  [[nodiscard]] bool set_password(const std::string& sub, const std::string& password_hash,
                                  Time now) override;
  [[nodiscard]] bool set_disabled(const std::string& sub, bool disabled, Time now) override;
  [[nodiscard]] bool remove(const std::string& sub, Time now) override;
  [[nodiscard]] bool set_roles(const std::string& sub, const protocol::RoleSet& old_roles,
                               const protocol::RoleSet& roles, Time now) override;
  void rehash(const std::string& sub, const std::string& old_hash, const std::string& new_hash) override;

 private:
  Engine& engine_;
};

class SqlFailureStore final : public accounts::FailureStore {
 public:
  explicit SqlFailureStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] Failures failures(const std::string& key, Time forget_before) override;
  Failures record(const std::string& key, Time now, Time forget_before) override;
  void clear(const std::string& key) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
