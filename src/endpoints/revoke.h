// POST /oauth2/revoke [RFC7009].
#pragma once

#include "clients/authenticate.h"
#include "tokens/access_token.h"
#include "tokens/family_store.h"
#include "tokens/refresh_token.h"
#include "tokens/revocations.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class RevokeEndpoint {
 public:
  RevokeEndpoint(const clients::Authenticator& authenticator, const tokens::RefreshTokens& refresh_tokens,
                 const tokens::AccessTokenReader& access_tokens, tokens::FamilyStore& families, tokens::RevocationStore& store,
                 tokens::Revocations& revocations)
      : authenticator_(authenticator),
        refresh_tokens_(refresh_tokens),
        access_tokens_(access_tokens),
        families_(families),
        store_(store),
        revocations_(revocations) {}

  // 200 for whatever is not (or no longer) a token of this client; a store that fails is a 5xx, never a 200 [R-RV-1].
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  void revoke(const std::string& token, const std::string& client_id, Time now) const;

  const clients::Authenticator& authenticator_;
  const tokens::RefreshTokens& refresh_tokens_;
  const tokens::AccessTokenReader& access_tokens_;
  tokens::FamilyStore& families_;
  tokens::RevocationStore& store_;
  tokens::Revocations& revocations_;
};

}  // namespace signet::endpoints
