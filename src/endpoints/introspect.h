// POST /oauth2/introspect [RFC7662].
#pragma once

#include <string>

#include "clients/authenticate.h"
#include "clients/registry.h"
#include "clients/resources.h"
#include "tokens/access_token.h"
#include "tokens/family_store.h"
#include "tokens/refresh_token.h"
#include "tokens/subjects.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class IntrospectEndpoint {
 public:
  IntrospectEndpoint(std::string issuer, const clients::Authenticator& authenticator, const clients::Registry& registry,
                     const clients::Resources& resources, const tokens::AccessTokenReader& access_tokens,
                     const tokens::RefreshTokens& refresh_tokens, const tokens::Subjects& subjects, tokens::FamilyStore& families)
      : issuer_(std::move(issuer)),
        authenticator_(authenticator),
        registry_(registry),
        resources_(resources),
        access_tokens_(access_tokens),
        refresh_tokens_(refresh_tokens),
        subjects_(subjects),
        families_(families) {}

  // Tells a client about tokens issued to it, and about access tokens meant for a resource registered to it; everything
  // else is exactly {"active":false} [R-IN-1].
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] std::optional<Json> describe(const std::string& text, const clients::Client& asking, Time now) const;

  std::string issuer_;
  const clients::Authenticator& authenticator_;
  const clients::Registry& registry_;
  const clients::Resources& resources_;
  const tokens::AccessTokenReader& access_tokens_;
  const tokens::RefreshTokens& refresh_tokens_;
  const tokens::Subjects& subjects_;
  tokens::FamilyStore& families_;
};

}  // namespace signet::endpoints
