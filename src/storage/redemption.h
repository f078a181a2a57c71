// The one step that spends a code and creates a family: one statement on PostgreSQL, several in one transaction
// elsewhere: SQLite knows no INSERT or UPDATE inside of WITH, and who speaks like PostgreSQL may not change a table twice at once.
#pragma once

#include <string>

#include "storage/engine.h"
#include "tokens/family_store.h"

namespace signet::storage {

struct RedemptionRequest {
  const std::string& code_id;
  Time code_expires_at;
  const tokens::Family& family;
  Time now;
  int family_cap;
};

enum class RedemptionResult {
  created,        // the code was spent and the family created
  refused,        // the code was spent, but person, session or client do not allow the family
  already_spent,  // nothing was done
};

struct RedemptionOutcome {
  RedemptionResult result;
  protocol::RoleSet roles;  // of the person, where the family was created
};

[[nodiscard]] RedemptionOutcome redeem(Engine& engine, const RedemptionRequest& request);

}  // namespace signet::storage
