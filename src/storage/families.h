// Token families, spent codes and revocations in SQL.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/engine.h"
#include "tokens/family_store.h"

namespace signet::storage {

class SqlFamilyStore final : public tokens::FamilyStore {
 public:
  explicit SqlFamilyStore(Engine& engine) : engine_(engine) {}

  // Also refused while the client is disabled or removed. Concurrent redemptions for one person and client
  // may leave a few families above the cap until the next.
  [[nodiscard]] Redeemed redeem_code(const std::string& code_id, Time code_expires_at,
                                     const tokens::Family& family, Time now, int family_cap) override;
  std::optional<std::string> burn_code(const std::string& code_id, Time code_expires_at, Time now) override;
  std::optional<std::string> judge_expired_code(const std::string& code_id, Time now) override;
  [[nodiscard]] Rotated rotate(const RotationRequest& request) override;
  [[nodiscard]] std::optional<tokens::Family> find(const std::string& family_id, Time now) override;
  bool revoke(const std::string& family_id, const std::string& client_id, Time now) override;

 private:
  [[nodiscard]] std::optional<std::string> revoke_product_of(const std::string& code_id, Time now);
  [[nodiscard]] Rotated judge_superseded(const RotationRequest& request);

  Engine& engine_;
};

class SqlRevocationStore final : public tokens::RevocationStore {
 public:
  explicit SqlRevocationStore(Engine& engine) : engine_(engine) {}

  void revoke_token(const tokens::Revocation& revocation, Time now) override;
  [[nodiscard]] std::vector<tokens::Revocation> revoked_since(Time since, Time now) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
