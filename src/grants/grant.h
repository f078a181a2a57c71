// What stands behind /token: one Grant per grant_type, each in a file of its own.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "clients/authenticate.h"
#include "protocol/confirmation.h"
#include "protocol/error.h"
#include "protocol/form.h"
#include "protocol/scope.h"

namespace signet::grants {

struct GrantRequest {
  const clients::AuthenticatedClient& client;
  const protocol::Form& form;
  Time now;
  protocol::Confirmation confirmation = {};  // what the request has proved, so that tokens are bound to it
};

// A successful token response [RFC6749 §5.1]; empty members are left out.
struct TokenResponse {
  std::string access_token;
  Seconds expires_in{0};
  std::string refresh_token;
  std::string id_token;
  protocol::ScopeSet scope;
  protocol::Confirmation confirmation;  // what the access token is bound to
  std::string_view outcome;  // for the log: "rotated" or "replayed"
};

class Grant {
 public:
  virtual ~Grant() = default;
  [[nodiscard]] virtual std::string_view type() const = 0;
  [[nodiscard]] virtual protocol::Result<TokenResponse> redeem(const GrantRequest& request) const = 0;
};

}  // namespace signet::grants
