// grant_type=client_credentials [RFC6749 §4.4]: the client acts for itself. No I/O, no refresh token.
#pragma once

#include "clients/resources.h"
#include "grants/grant.h"
#include "tokens/issuer.h"

namespace signet::grants {

class ClientCredentialsGrant final : public Grant {
 public:
  ClientCredentialsGrant(const tokens::Issuer& issuer, const clients::Resources& resources) : issuer_(issuer), resources_(resources) {}

  [[nodiscard]] std::string_view type() const override { return "client_credentials"; }
  [[nodiscard]] protocol::Result<TokenResponse> redeem(const GrantRequest& request) const override;

 private:
  const tokens::Issuer& issuer_;
  const clients::Resources& resources_;
};

}  // namespace signet::grants
