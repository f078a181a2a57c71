// POST /oauth2/introspect [RFC7662].
#pragma once

#include <string>

#include "clients/authenticate.h"
#include "clients/registry.h"
#include "tokens/access_token.h"
#include "tokens/family_store.h"
#include "tokens/refresh_token.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class IntrospectEndpoint {
 public:
  IntrospectEndpoint(std::string issuer, const clients::Authenticator& authenticator, const clients::Registry& registry,
                     const tokens::AccessTokenReader& access_tokens, const tokens::RefreshTokens& refresh_tokens,
                     tokens::FamilyStore& families)
      : issuer_(std::move(issuer)),
        authenticator_(authenticator),
        registry_(registry),
        access_tokens_(access_tokens),
        refresh_tokens_(refresh_tokens),
        families_(families) {}

  // Tells a client about tokens issued to it; everything else is exactly {"active":false} [R-IN-1].
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] std::optional<Json> describe(const std::string& text, const clients::Client& asking, Time now) const;

  std::string issuer_;
  const clients::Authenticator& authenticator_;
  const clients::Registry& registry_;
  const tokens::AccessTokenReader& access_tokens_;
  const tokens::RefreshTokens& refresh_tokens_;
  tokens::FamilyStore& families_;
};

}  // namespace signet::endpoints
