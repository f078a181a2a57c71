#include "grants/client_credentials.h"

#include <array>

namespace signet::grants {
namespace {

using protocol::fail;
using protocol::Reason;

// Scopes that speak about a person; a client that acts for itself has none.
constexpr std::array<std::string_view, 6> kPersonScopes{"openid", "profile", "email", "address", "phone", "offline_access"};

protocol::ScopeSet without_person(const protocol::ScopeSet& scope) {
  protocol::ScopeSet person;
  for (const std::string_view token : kPersonScopes) {
    person.insert(token);
  }
  return scope.difference(person);
}

}  // namespace

protocol::Result<TokenResponse> ClientCredentialsGrant::redeem(const GrantRequest& request) const {
  const clients::Client& client = request.client.client();
  if (client.is_public()) {
    return fail(Reason::public_client_grant);
  }
  protocol::ScopeSet scope = without_person(client.scope);
  if (const auto text = request.form.get("scope")) {
    const auto asked = protocol::ScopeSet::parse(*text);
    if (!asked) {
      return fail(Reason::scope_malformed);
    }
    if (!scope.includes(*asked)) {
      return fail(Reason::scope_unregistered, asked->difference(scope).text().substr(0, 128));
    }
    scope = *asked;
  }
  auto resources = resources_.judge(request.form.resources());
  if (!resources) {
    return unexpected(std::move(resources.error()));
  }
  scope = resources_.scope_at(*resources, scope);
  tokens::Authorization authorization;
  authorization.client_id = client.client_id;
  authorization.sub = client.client_id;
  authorization.scope = scope;
  authorization.resources = *std::move(resources);
  TokenResponse response;
  response.scope = scope;
  response.expires_in = issuer_.lifetimes().access_token;
  response.access_token = issuer_.access_token(client, authorization, {scope, "", {}, request.confirmation}, request.now);
  response.confirmation = request.confirmation;
  return response;
}

}  // namespace signet::grants
