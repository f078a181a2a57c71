// What a reverse proxy demands of an access token before it lets a request through.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "protocol/error.h"
#include "protocol/scope.h"

namespace signet::gateway {

// All of it is needed.
struct Demand {
  std::vector<std::string> audience;  // empty: the issuer itself
  protocol::ScopeSet scope;
  protocol::RoleSet roles;
};

// A demand that has a name in the settings.
struct Policy {
  std::string name;
  Demand demand;
  std::string upstream;  // the audience of the JWT that is made for the service behind the proxy; empty: none is made
};

// Adds to the demand what a parameter `name` of scope, role or audience asks for: one word or more, separated by spaces [RFC6749 §3.3].
// False where it is none of the three, or holds no words.
[[nodiscard]] bool add(Demand& demand, std::string_view name, std::string_view value);

// "NAME?scope=A%20B&role=C&audience=URI&upstream=URI": a name of letters, digits, '-', '_' and '.', and then what the query of
// /gateway/verify would say, in any order and as often as needed, but one `upstream` at most. The error says what is wrong, for
// whoever wrote the setting.
[[nodiscard]] Expected<Policy, std::string> parse_policy(std::string_view text);

// For the check of a setting.
[[nodiscard]] bool is_policy(std::string_view text);

// What a token brings along.
struct Holder {
  const std::vector<std::string>& audience;
  const protocol::ScopeSet& scope;
  const protocol::RoleSet& roles;
};

// The first demand that is not met, in the order of severity: access_token_audience, gateway_scope_missing, gateway_role_missing.
[[nodiscard]] protocol::Result<void> judge(const Demand& demand, const Holder& holder, const std::string& issuer);

}  // namespace signet::gateway
