#include "grants/refresh_token.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

// A narrower scope is judged before the rotation, so that asking for too much costs nothing; only then is the family
// read on its own.
Result<std::optional<protocol::ScopeSet>> RefreshTokenGrant::judge_scope(const GrantRequest& request,
                                                                         const tokens::RefreshToken& token) const {
  const auto text = request.form.get("scope");
  if (!text) {
    return std::nullopt;
  }
  auto asked = protocol::ScopeSet::parse(*text);
  if (!asked) {
    return fail(Reason::scope_malformed);
  }
  const auto family = families_.find(token.family_id, request.now);
  if (!family || family->authorization.client_id != request.client->client_id) {
    return fail(Reason::refresh_token_ended, "family " + token.family_id);
  }
  if (!family->authorization.scope.includes(*asked)) {
    return fail(Reason::scope_exceeded);
  }
  return asked;
}

Result<TokenResponse> RefreshTokenGrant::redeem(const GrantRequest& request) const {
  const auto text = request.form.get("refresh_token");
  if (!text) {
    return fail(Reason::refresh_token_missing);
  }
  const auto token = refresh_tokens_.open(*text);
  if (!token) {
    return fail(Reason::refresh_token_invalid);
  }
  auto narrowed = judge_scope(request, *token);
  if (!narrowed) {
    return unexpected(std::move(narrowed.error()));
  }

  const tokens::Lifetimes& lifetimes = issuer_.lifetimes();
  tokens::FamilyStore::RotationRequest rotation;
  rotation.family_id = token->family_id;
  rotation.client_id = request.client->client_id;
  rotation.secret_digest = token->secret_digest();
  rotation.generation = token->generation;
  rotation.now = request.now;
  rotation.replay_after = request.now - lifetimes.refresh_replay;
  rotation.idle_expires_at = request.now + lifetimes.refresh_idle;
  const auto rotated = families_.rotate(rotation);
  switch (rotated.outcome) {
    case tokens::FamilyStore::Rotation::rotated:
    case tokens::FamilyStore::Rotation::replayed:
      break;
    case tokens::FamilyStore::Rotation::reused:
      revocations_.add({token->family_id, request.now + tokens::kLongestAccessToken});
      return fail(Reason::refresh_token_reused, "family " + token->family_id);
    case tokens::FamilyStore::Rotation::ended:
      return fail(Reason::refresh_token_ended, "family " + token->family_id);
  }

  const tokens::Authorization& authorization = rotated.family->authorization;
  TokenResponse response;
  response.outcome = rotated.outcome == tokens::FamilyStore::Rotation::rotated ? "rotated" : "replayed";
  response.scope = narrowed->value_or(authorization.scope);
  response.expires_in = lifetimes.access_token;
  response.access_token = issuer_.access_token(request.client.client(), authorization, response.scope, token->family_id, request.now);
  response.refresh_token = refresh_tokens_.successor(*token);
  if (response.scope.contains("openid")) {
    tokens::Authorization refreshed = authorization;
    refreshed.nonce.reset();  // [RT-03] a refreshed ID token carries no nonce
    response.id_token = issuer_.id_token(request.client.client(), refreshed, response.access_token, request.now);
  }
  return response;
}

}  // namespace signet::grants
