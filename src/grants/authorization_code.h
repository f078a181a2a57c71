// grant_type=authorization_code [RFC6749 §4.1.3] with PKCE [RFC7636].
#pragma once

#include "grants/family_tokens.h"
#include "grants/grant.h"
#include "tokens/code.h"
#include "tokens/family_store.h"
#include "tokens/revocations.h"

namespace signet::grants {

class AuthorizationCodeGrant final : public Grant {
 public:
  AuthorizationCodeGrant(const tokens::Codes& codes, const FamilyTokens& family_tokens, tokens::FamilyStore& families,
                         tokens::Revocations& revocations)
      : codes_(codes), family_tokens_(family_tokens), families_(families), revocations_(revocations) {}

  [[nodiscard]] std::string_view type() const override { return "authorization_code"; }

  // Everything that can be judged without I/O is judged first. Presented by another client the code stays unspent;
  // presented by the right one with a wrong verifier or redirect_uri it is burnt [R-CD-4]; with too much of a resource
  // it stays, since nothing but a slip of the client's would ask so.
  [[nodiscard]] protocol::Result<TokenResponse> redeem(const GrantRequest& request) const override;

 private:
  [[nodiscard]] protocol::Result<TokenResponse> spend(const GrantRequest& request, const tokens::Code& code,
                                                      const tokens::Authorization& aimed) const;
  void remember_revoked(const std::string& family_id, Time now) const;

  const tokens::Codes& codes_;
  const FamilyTokens& family_tokens_;
  tokens::FamilyStore& families_;
  tokens::Revocations& revocations_;
};

}  // namespace signet::grants
