#include "grants/rotation.h"

namespace signet::grants {

using protocol::fail;
using protocol::Reason;

protocol::Result<tokens::FamilyStore::Rotated> rotate(tokens::FamilyStore& families, tokens::Revocations& revocations,
                                                      const tokens::Lifetimes& lifetimes, const tokens::RefreshToken& token,
                                                      const std::string& client_id, Time now) {
  tokens::FamilyStore::RotationRequest rotation;
  rotation.family_id = token.family_id;
  rotation.client_id = client_id;
  rotation.secret_digest = token.secret_digest();
  rotation.generation = token.generation;
  rotation.now = now;
  rotation.replay_after = now - lifetimes.refresh_replay;
  rotation.idle_expires_at = now + lifetimes.refresh_idle;
  auto rotated = families.rotate(rotation);
  switch (rotated.outcome) {
    case tokens::FamilyStore::Rotation::rotated:
    case tokens::FamilyStore::Rotation::replayed:
      break;
    case tokens::FamilyStore::Rotation::reused:
      revocations.add({token.family_id, now + tokens::kLongestAccessToken});
      return fail(Reason::refresh_token_reused, "family " + token.family_id);
    case tokens::FamilyStore::Rotation::ended:
      return fail(Reason::refresh_token_ended, "family " + token.family_id);
  }
  return rotated;
}

}  // namespace signet::grants
