// A person signs in to an app of the operator's own, in that app: a token family without a code and without a browser's
// session. Its refresh tokens are good for nothing but this: the token endpoint does not know them.
#pragma once

#include <string>
#include <string_view>

#include "base/random.h"
#include "clients/resources.h"
#include "crypto/seal.h"
#include "grants/grant.h"
#include "tokens/family_store.h"
#include "tokens/issuer.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"

namespace signet::grants {

class FirstPartyLogins {
 public:
  // `mint` says how long its access tokens live.
  FirstPartyLogins(const tokens::Issuer& mint, const crypto::MasterKeys& keys, const clients::Resources& resources,
                   tokens::FamilyStore& families, tokens::Revocations& revocations, Random& random);

  // Whoever has just proven to be `sub` gets all that the client is registered for, but offline_access: nobody asked.
  // Refused as api_credentials_wrong where the account or the client has been disabled meanwhile.
  [[nodiscard]] protocol::Result<TokenResponse> begin(const clients::Client& client, const std::string& sub, Time now) const;

  // The same rules as at the token endpoint: one winner, a retry within the replay window, and reuse ends the family.
  [[nodiscard]] protocol::Result<TokenResponse> refresh(const clients::Client& client, std::string_view refresh_token, Time now) const;

  // Ends the family, if `refresh_token` is one of this client's.
  void end(const clients::Client& client, std::string_view refresh_token, Time now) const;

  // How long a refresh token may stay unused.
  [[nodiscard]] Seconds idle_lifetime() const { return mint_.lifetimes().refresh_idle; }

 private:
  [[nodiscard]] TokenResponse issue(const clients::Client& client, const tokens::Family& family, const protocol::RoleSet& roles,
                                    Time now) const;

  const tokens::Issuer& mint_;
  tokens::RefreshTokens refresh_tokens_;
  const clients::Resources& resources_;
  tokens::FamilyStore& families_;
  tokens::Revocations& revocations_;
  Random& random_;
};

}  // namespace signet::grants
