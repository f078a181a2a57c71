#include "gateway/policy.h"

#include <algorithm>

#include "web/url.h"

namespace signet::gateway {
namespace {

using protocol::Reason;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

bool holds(const std::vector<std::string>& all, const std::string& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

// The first of `needed` that `had` lacks.
const std::string* lacking(const std::vector<std::string>& needed, const std::vector<std::string>& had) {
  const auto found = std::find_if(needed.begin(), needed.end(), [&](const std::string& one) { return !holds(had, one); });
  return found == needed.end() ? nullptr : &*found;
}

}  // namespace

bool add(Demand& demand, std::string_view name, std::string_view value) {
  const auto words = protocol::ScopeSet::parse(value);
  if (!words || words->empty()) {
    return false;
  }
  if (name == "audience") {
    demand.audience.insert(demand.audience.end(), words->tokens().begin(), words->tokens().end());
    return true;
  }
  if (name != "scope" && name != "role") {
    return false;
  }
  protocol::ScopeSet& set = name == "scope" ? demand.scope : demand.roles;
  set = set.union_with(*words);
  return true;
}

Expected<Policy, std::string> parse_policy(std::string_view text) {
  const std::size_t question = text.find('?');
  Policy policy;
  policy.name = std::string(text.substr(0, question));
  if (!is_name(policy.name)) {
    return unexpected("'" + policy.name + "' is no name: use letters, digits, '-', '_' and '.'");
  }
  const auto items = web::parse_form(question == std::string_view::npos ? std::string_view() : text.substr(question + 1));
  if (!items) {
    return unexpected(policy.name + " holds a '%' that is no escape");
  }
  for (const auto& [name, value] : *items) {
    if (name == "upstream" && policy.upstream.empty() && !value.empty()) {
      policy.upstream = value;
    } else if (!add(policy.demand, name, value)) {
      return unexpected(policy.name + ": '" + name + '=' + value + "' is none of scope, role, audience and one upstream, or empty");
    }
  }
  return policy;
}

bool is_policy(std::string_view text) { return parse_policy(text).has_value(); }

protocol::Result<void> judge(const Demand& demand, const Holder& holder, const std::string& issuer) {
  if (demand.audience.empty() && !holds(holder.audience, issuer)) {
    return protocol::fail(Reason::access_token_audience, "it is not meant for the issuer, and the demand names no audience");
  }
  if (const std::string* audience = lacking(demand.audience, holder.audience)) {
    return protocol::fail(Reason::access_token_audience, "it is not meant for " + *audience);
  }
  if (const std::string* scope = lacking(demand.scope.tokens(), holder.scope.tokens())) {
    return protocol::fail(Reason::gateway_scope_missing, "scope " + *scope);
  }
  if (const std::string* role = lacking(demand.roles.tokens(), holder.roles.tokens())) {
    return protocol::fail(Reason::gateway_role_missing, "role " + *role);
  }
  return {};
}

}  // namespace signet::gateway
