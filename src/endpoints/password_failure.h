// Why a new password cannot be taken, as pages say it.
#pragma once

#include "accounts/password.h"
#include "pages/models.h"

namespace signet::endpoints {

[[nodiscard]] inline pages::PasswordFailure failure_of(accounts::PasswordRefusal::Problem problem) {
  using Problem = accounts::PasswordRefusal::Problem;
  switch (problem) {
    case Problem::too_short: return pages::PasswordFailure::too_short;
    case Problem::common: return pages::PasswordFailure::common;
    case Problem::own_name: return pages::PasswordFailure::own_name;
    case Problem::too_long:
    case Problem::no_text: break;
  }
  return pages::PasswordFailure::unusable;
}

}  // namespace signet::endpoints
