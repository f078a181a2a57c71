#include "grants/rotation.h"

#include "crypto/digest.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;

protocol::Confirmation refresh_binding(const GrantRequest& request) {
  return request.client->is_public() ? request.confirmation : protocol::Confirmation();
}

std::string bound_digest(std::string secret_digest, const protocol::Confirmation& binding) {
  return binding.empty() ? std::move(secret_digest) : crypto::sha256_base64url(secret_digest + '.' + binding.jkt + '.' + binding.x5t_s256);
}

protocol::Result<tokens::FamilyStore::Rotated> rotate(tokens::FamilyStore& families, tokens::Revocations& revocations,
                                                      const tokens::Lifetimes& lifetimes, const tokens::RefreshToken& token,
                                                      const RotationTerms& terms, Time now) {
  const std::string& client_id = terms.client_id;
  const protocol::Confirmation& binding = terms.binding;
  tokens::FamilyStore::RotationRequest rotation;
  rotation.family_id = token.family_id;
  rotation.client_id = client_id;
  rotation.secret_digest = bound_digest(token.secret_digest(), binding);
  rotation.generation = token.generation;
  rotation.now = now;
  rotation.keep = terms.keep;
  rotation.replay_after = now - lifetimes.refresh_replay;
  rotation.idle_expires_at = now + lifetimes.refresh_idle;
  rotation.token_lifetime = lifetimes.access_token_since_rotation();
  auto rotated = families.rotate(rotation);
  if (rotated.outcome == tokens::FamilyStore::Rotation::ended && !binding.empty()) {
    // Begun without a key, and proving one only now: allowed, the family stays as it is [RFC9449 §5].
    rotation.secret_digest = token.secret_digest();
    rotated = families.rotate(rotation);
  }
  switch (rotated.outcome) {
    case tokens::FamilyStore::Rotation::rotated:
    case tokens::FamilyStore::Rotation::replayed:
      break;
    case tokens::FamilyStore::Rotation::reused:
      revocations.add({token.family_id, now + tokens::kLongestAccessToken});
      return fail(Reason::refresh_token_reused, "family " + token.family_id);
    case tokens::FamilyStore::Rotation::ended:
      // The MAC of the token vouches for its secret, so where the family lives it is the key that differs.
      if (const auto family = families.find(token.family_id, now); family && family->authorization.client_id == client_id) {
        return fail(Reason::refresh_token_key_mismatch, "family " + token.family_id);
      }
      return fail(Reason::refresh_token_ended, "family " + token.family_id);
  }
  return rotated;
}

}  // namespace signet::grants
