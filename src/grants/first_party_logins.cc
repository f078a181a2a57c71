#include "grants/first_party_logins.h"

#include "crypto/digest.h"
#include "grants/rotation.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

FirstPartyLogins::FirstPartyLogins(const tokens::Issuer& mint, const crypto::MasterKeys& keys, const clients::Resources& resources,
                                   tokens::FamilyStore& families, tokens::Revocations& revocations, Random& random)
    : mint_(mint),
      refresh_tokens_(keys, "first-party refresh token"),
      resources_(resources),
      families_(families),
      revocations_(revocations),
      random_(random) {}

Result<TokenResponse> FirstPartyLogins::begin(const clients::Client& client, const std::string& sub, Time now) const {
  if (client.dpop_bound_access_tokens || client.tls_client_certificate_bound_access_tokens) {
    return fail(Reason::dpop_proof_missing, "the JSON API binds nothing");
  }
  const tokens::Lifetimes& lifetimes = mint_.lifetimes();
  const std::string secret = random_bytes(random_, 32);
  tokens::Family family;
  family.family_id = random_id(random_, 16);
  family.authorization.client_id = client.client_id;
  family.authorization.sub = sub;
  family.authorization.scope = client.scope.difference(*protocol::ScopeSet::parse("offline_access"));
  family.authorization.auth_time = now;
  family.authorization.amr = {"pwd"};
  family.secret_digest = crypto::sha256_base64url(secret);
  family.created_at = now;
  family.rotated_at = now;
  family.token_lifetime = lifetimes.access_token_since_rotation();
  family.idle_expires_at = now + lifetimes.refresh_idle;
  family.expires_at = now + lifetimes.refresh_absolute;

  // As if a code of its own had been redeemed on the spot: the same checks of person and client, in the same one statement.
  const auto made = families_.redeem_code(random_id(random_, 16), now, family, now);
  if (made.outcome != tokens::FamilyStore::Redemption::redeemed) {
    return fail(Reason::api_credentials_wrong, "disabled meanwhile");
  }
  TokenResponse response = issue(client, family, made.roles, now);
  response.refresh_token = refresh_tokens_.first(family.family_id, secret);
  return response;
}

Result<TokenResponse> FirstPartyLogins::refresh(const clients::Client& client, std::string_view refresh_token, Time now) const {
  const auto token = refresh_tokens_.open(refresh_token);
  if (!token) {
    return fail(Reason::refresh_token_invalid);
  }
  const auto rotated = rotate(families_, revocations_, mint_.lifetimes(), *token, {client.client_id}, now);
  if (!rotated) {
    return unexpected(rotated.error());
  }
  TokenResponse response = issue(client, *rotated->family, rotated->family->roles, now);
  response.refresh_token = refresh_tokens_.successor(*token);
  response.outcome = rotated->outcome == tokens::FamilyStore::Rotation::rotated ? "rotated" : "replayed";
  return response;
}

void FirstPartyLogins::end(const clients::Client& client, std::string_view refresh_token, Time now) const {
  const auto token = refresh_tokens_.open(refresh_token);
  if (token && families_.revoke(token->family_id, client.client_id, now)) {
    revocations_.add({token->family_id, now + tokens::kLongestAccessToken});
  }
}

TokenResponse FirstPartyLogins::issue(const clients::Client& client, const tokens::Family& family, const protocol::RoleSet& roles,
                                      Time now) const {
  TokenResponse response;
  response.scope = resources_.scope_at({}, family.authorization.scope);
  response.expires_in = mint_.lifetimes().access_token;
  response.access_token = mint_.access_token(client, family.authorization, {response.scope, family.family_id, roles}, now);
  return response;
}

}  // namespace signet::grants
