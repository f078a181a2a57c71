// grant_type=refresh_token [RFC6749 §6]: rotation, idempotent replay, and the end of a family that is reused.
#pragma once

#include "grants/family_tokens.h"
#include "grants/grant.h"
#include "tokens/family_store.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"

namespace signet::grants {

class RefreshTokenGrant final : public Grant {
 public:
  RefreshTokenGrant(const FamilyTokens& family_tokens, const tokens::RefreshTokens& refresh_tokens, tokens::FamilyStore& families,
                    tokens::Revocations& revocations)
      : family_tokens_(family_tokens), refresh_tokens_(refresh_tokens), families_(families), revocations_(revocations) {}

  [[nodiscard]] std::string_view type() const override { return "refresh_token"; }
  [[nodiscard]] protocol::Result<TokenResponse> redeem(const GrantRequest& request) const override;

 private:
  [[nodiscard]] protocol::Result<std::optional<protocol::ScopeSet>> judge_narrowing(const GrantRequest& request,
                                                                                    const tokens::RefreshToken& token) const;

  const FamilyTokens& family_tokens_;
  const tokens::RefreshTokens& refresh_tokens_;
  tokens::FamilyStore& families_;
  tokens::Revocations& revocations_;
};

}  // namespace signet::grants
