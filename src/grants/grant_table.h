// grant_type finds its grant. The same table answers discovery.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "grants/grant.h"

namespace signet::grants {

class GrantTable {
 public:
  explicit GrantTable(std::vector<std::unique_ptr<const Grant>> grants) : grants_(std::move(grants)) {}

  // Finds the grant, checks that the client is registered for it, and redeems.
  [[nodiscard]] protocol::Result<TokenResponse> redeem(const GrantRequest& request) const;

  [[nodiscard]] std::vector<std::string> types() const;

 private:
  std::vector<std::unique_ptr<const Grant>> grants_;
};

}  // namespace signet::grants
