#include "grants/grant_table.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;

protocol::Result<TokenResponse> GrantTable::redeem(const GrantRequest& request) const {
  const auto grant_type = request.form.get("grant_type");
  if (!grant_type) {
    return fail(Reason::grant_type_missing);
  }
  for (const auto& grant : grants_) {
    if (grant->type() == *grant_type) {
      if (!request.client->may_use_grant(*grant_type)) {
        return fail(Reason::grant_type_unregistered, std::string(*grant_type));
      }
      return grant->redeem(request);
    }
  }
  return fail(Reason::grant_type_unsupported, std::string(grant_type->substr(0, 64)));
}

std::vector<std::string> GrantTable::types() const {
  std::vector<std::string> types;
  for (const auto& grant : grants_) {
    types.emplace_back(grant->type());
  }
  return types;
}

}  // namespace signet::grants
