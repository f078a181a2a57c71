#include "grants/refresh_token.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

// A narrower scope or resource is judged before the rotation, so that asking for too much costs nothing; only then is
// the family read on its own. Returns the scope that is asked for.
Result<std::optional<protocol::ScopeSet>> RefreshTokenGrant::judge_narrowing(const GrantRequest& request,
                                                                             const tokens::RefreshToken& token) const {
  const auto text = request.form.get("scope");
  if (!text && request.form.resources().empty()) {
    return std::nullopt;
  }
  auto asked = text ? protocol::ScopeSet::parse(*text) : std::nullopt;
  if (text && !asked) {
    return fail(Reason::scope_malformed);
  }
  const auto family = families_.find(token.family_id, request.now);
  if (!family || family->authorization.client_id != request.client->client_id) {
    return fail(Reason::refresh_token_ended, "family " + token.family_id);
  }
  if (asked && !family->authorization.scope.includes(*asked)) {
    return fail(Reason::scope_exceeded);
  }
  if (auto aimed = family_tokens_.aimed(request.form, family->authorization); !aimed) {
    return unexpected(std::move(aimed.error()));
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
  auto narrowed = judge_narrowing(request, *token);
  if (!narrowed) {
    return unexpected(std::move(narrowed.error()));
  }

  const tokens::Lifetimes& lifetimes = family_tokens_.lifetimes();
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

  auto authorization = family_tokens_.aimed(request.form, rotated.family->authorization);
  if (!authorization) {
    return unexpected(std::move(authorization.error()));  // the last of its resources was removed
  }
  authorization->nonce.reset();  // [RT-03] a refreshed ID token carries no nonce
  auto response = family_tokens_.issue(request.client.client(), *authorization, narrowed->value_or(authorization->scope),
                                       token->family_id, rotated.family->roles, request.now);
  if (response) {
    response->outcome = rotated.outcome == tokens::FamilyStore::Rotation::rotated ? "rotated" : "replayed";
    response->refresh_token = refresh_tokens_.successor(*token);
  }
  return response;
}

}  // namespace signet::grants
