// What every grant about a person has in common: how a token family begins, and what is issued from it.
#pragma once

#include <string>
#include <string_view>

#include "accounts/account_store.h"
#include "base/random.h"
#include "clients/resources.h"
#include "grants/grant.h"
#include "tokens/family_store.h"
#include "tokens/issuer.h"
#include "tokens/refresh_token.h"

namespace signet::grants {

class FamilyTokens {
 public:
  FamilyTokens(const tokens::Issuer& issuer, const clients::Resources& resources, const tokens::RefreshTokens& refresh_tokens,
               accounts::AccountStore& accounts, Random& random)
      : issuer_(issuer), resources_(resources), refresh_tokens_(refresh_tokens), accounts_(accounts), random_(random) {}

  struct Begun {
    tokens::Family family;
    std::string refresh_token;  // empty where the client is not registered for them
  };
  // A new family, not stored yet. Without offline_access it ends with the session, at `session_expires_at`.
  [[nodiscard]] Begun begin(const GrantRequest& request, const tokens::Authorization& authorization, Time session_expires_at) const;

  // The authorization narrowed to the resources that a token request asks for, if it asks for some [RFC8707 §2.2]: what
  // this one access token is meant for; the family keeps the whole [R-RT-7].
  [[nodiscard]] protocol::Result<tokens::Authorization> aimed(const protocol::Form& form, tokens::Authorization authorization) const;

  // Access token and, with openid in `scope`, ID token of a family that is stored. Reads the account only where the
  // ID token shall hold claims of the person [OIDC.Core §5.5].
  [[nodiscard]] protocol::Result<TokenResponse> issue(const GrantRequest& request, const tokens::Authorization& authorization,
                                                      const protocol::ScopeSet& scope, std::string_view family_id,
                                                      const protocol::RoleSet& roles) const;

  [[nodiscard]] const tokens::Lifetimes& lifetimes() const { return issuer_.lifetimes(); }

 private:
  [[nodiscard]] Json claims_of_person(const tokens::Authorization& authorization) const;

  const tokens::Issuer& issuer_;
  const clients::Resources& resources_;
  const tokens::RefreshTokens& refresh_tokens_;
  accounts::AccountStore& accounts_;
  Random& random_;
};

}  // namespace signet::grants
