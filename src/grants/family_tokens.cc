#include "grants/family_tokens.h"

#include <algorithm>

#include "accounts/claims.h"
#include "crypto/digest.h"
#include "grants/rotation.h"
#include "protocol/claims_request.h"

namespace signet::grants {

FamilyTokens::Begun FamilyTokens::begin(const GrantRequest& request, const tokens::Authorization& authorization,
                                        Time session_expires_at) const {
  const Time now = request.now;
  Begun begun;
  tokens::Family& family = begun.family;
  family.family_id = random_id(random_, 16);
  family.authorization = authorization;
  family.offline = authorization.scope.contains("offline_access");
  family.created_at = now;
  family.rotated_at = now;
  family.token_lifetime = lifetimes().access_token_since_rotation();
  family.idle_expires_at = now + lifetimes().refresh_idle;
  family.expires_at = now + lifetimes().refresh_absolute;
  if (!family.offline) {
    family.expires_at = std::min(family.expires_at, session_expires_at);
  }
  if (request.client->may_use_grant("refresh_token")) {
    const std::string secret = random_bytes(random_, 32);
    family.secret_digest = bound_digest(crypto::sha256_base64url(secret), refresh_binding(request));
    begun.refresh_token = refresh_tokens_.first(family.family_id, secret);
  }
  return begun;
}

protocol::Result<tokens::Authorization> FamilyTokens::aimed(const protocol::Form& form, tokens::Authorization authorization) const {
  auto chosen = resources_.narrow(form.resources(), authorization.resources);
  if (!chosen) {
    return unexpected(std::move(chosen.error()));
  }
  authorization.resources = *std::move(chosen);
  return authorization;
}

Json FamilyTokens::claims_of_person(const tokens::Authorization& authorization) const {
  const auto asked = protocol::claims_request_from_text(authorization.claims_request);
  if (asked.id_token.empty()) {
    return Json::object();
  }
  const auto account = accounts_.find(authorization.sub);
  return account ? accounts::named_claims(*account, asked.id_token) : Json::object();
}

protocol::Result<TokenResponse> FamilyTokens::issue(const GrantRequest& request, const tokens::Authorization& authorization,
                                                    const protocol::ScopeSet& scope, std::string_view family_id,
                                                    const protocol::RoleSet& roles) const {
  const clients::Client& client = request.client.client();
  const Time now = request.now;
  TokenResponse response;
  response.confirmation = request.confirmation;
  response.scope = resources_.scope_at(authorization.resources, scope);
  response.expires_in = lifetimes().access_token;
  response.access_token = issuer_.access_token(client, authorization, {response.scope, family_id, roles, request.confirmation}, now);
  if (scope.contains("openid")) {
    auto id_token = issuer_.id_token(client, authorization, {response.access_token, "", claims_of_person(authorization)}, now);
    if (!id_token) {
      return unexpected(std::move(id_token.error()));
    }
    response.id_token = *std::move(id_token);
  }
  return response;
}

}  // namespace signet::grants
