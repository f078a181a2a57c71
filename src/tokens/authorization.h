// The central value: who allowed what to whom, when, and how. A code carries it, a family stores it, the mint
// consumes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "protocol/scope.h"

namespace signet::tokens {

struct Authorization {
  std::string client_id;
  std::string sub;              // the person; for client_credentials the client itself
  std::string sid;              // the session in which it was given and with which it ends; empty: there is none (client_credentials, devices)
  protocol::ScopeSet scope;     // granted
  std::vector<std::string> resources;  // that access tokens may be meant for; empty: the issuer [RFC8707]
  std::optional<std::string> nonce;
  Time auth_time;               // when the person proved who they are
  bool auth_time_required = false;  // max_age was sent or require_auth_time is registered [AZ-15]
  std::string acr;              // empty: none
  std::vector<std::string> amr;
  std::string claims_request;   // the `claims` parameter as JSON; empty: none
};

// JSON text for sealing and storing; nullopt where `text` is not one of ours.
[[nodiscard]] std::string to_json(const Authorization& authorization);
[[nodiscard]] std::optional<Authorization> authorization_from_json(std::string_view text);

}  // namespace signet::tokens
