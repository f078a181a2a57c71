#include "grants/refresh_token.h"

#include "grants/rotation.h"

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

  const bool keeps = request.client->is_fapi();  // they authenticate with a key, and would only lose a token on the way [F2-RT-01]
  auto moved = rotate(families_, revocations_, family_tokens_.lifetimes(), *token,
                      {request.client->client_id, refresh_binding(request), keeps}, request.now);
  if (!moved) {
    return unexpected(std::move(moved.error()));
  }
  const tokens::FamilyStore::Rotated& rotated = *moved;
  auto authorization = family_tokens_.aimed(request.form, rotated.family->authorization);
  if (!authorization) {
    return unexpected(std::move(authorization.error()));  // the last of its resources was removed
  }
  authorization->nonce.reset();  // [RT-03] a refreshed ID token carries no nonce
  auto response = family_tokens_.issue(request, *authorization, narrowed->value_or(authorization->scope), token->family_id,
                                       rotated.family->roles);
  if (response) {
    response->outcome = keeps ? "kept" : rotated.outcome == tokens::FamilyStore::Rotation::rotated ? "rotated" : "replayed";
    response->refresh_token = keeps ? "" : refresh_tokens_.successor(*token);
  }
  return response;
}

}  // namespace signet::grants
