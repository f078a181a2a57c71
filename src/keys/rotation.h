// When keys change state: a pure function of the ring, the policy and the time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "keys/key_store.h"
#include "keys/purpose.h"

namespace signet::keys {

// Every algorithm has one active key, which signs, and one next key, which everybody can already know. For encryption
// there is a pair for each kind of key, RSA and EC: the active one is the one that clients find.
struct Policy {
  std::vector<jose::Alg> algs{jose::Alg::RS256, jose::Alg::ES256};
  Seconds active_for = std::chrono::days(30);
  Seconds publish_ahead = std::chrono::hours(1);
  Seconds keep_retired = std::chrono::hours(1) + Seconds(60);  // the longest token life, and skew
  Seconds jwks_max_age = Seconds(900);                         // how long anybody may cache our JWKS
  std::vector<jose::KeyAlg> encryption_algs{jose::KeyAlg::RSA_OAEP_256, jose::KeyAlg::ECDH_ES};
  // A retired encryption key still decrypts: what clients send under it comes from a JWKS that they have cached for longer
  // than we allow, which breaks nothing. mod_auth_openidc keeps one for a day.
  Seconds keep_decrypting = std::chrono::days(7);
};

// Everything that the policy keeps keys for.
[[nodiscard]] std::vector<Purpose> purposes(const Policy& policy);

// A key is published this long before it first signs, so that no cached JWKS lacks it [R-KY-1].
[[nodiscard]] Seconds publish_lead(const Policy& policy);

// A retired signing key stays published this long: its last token may come from a replica that could not read the
// ring any more, which signs on for as long as a JWKS may be cached, and lives its whole life [R-KY-1,
// R-KY-2].
[[nodiscard]] Seconds retirement(const Policy& policy);

// What to write, as one compare-and-set.
struct Plan {
  struct Wanted {
    Purpose purpose;
    State state;  // active or next
  };
  std::vector<StoredKey> changed;  // in the order in which no algorithm ever has two active keys
  std::vector<Wanted> wanted;      // keys to generate
  [[nodiscard]] bool empty() const { return changed.empty() && wanted.empty(); }
};

// Housekeeping: fills gaps (the first start gets active and next together), promotes what is due, unpublishes
// what has no living token any more. Keys of algorithms that the policy no longer names finish their course
// without a successor. Replicas with different policies do not fight: nobody removes what another one wants.
[[nodiscard]] Plan plan(const std::vector<StoredKey>& keys, const Policy& policy, Time now);

// `keys rotate`: retires the active key of every algorithm and promotes its next one, unless that one is so
// young that somebody may hold a JWKS without it; `force` promotes regardless.
struct RotatePlan : Plan {
  struct TooYoung {
    Purpose purpose;
    std::string kid;
    Time may_sign_from;
  };
  std::vector<TooYoung> too_young;
};
[[nodiscard]] RotatePlan plan_rotate_now(const std::vector<StoredKey>& keys, const Policy& policy, Time now,
                                         bool force);

// `keys retire`: `kid` signs no more; an active one is followed by its next, however young. Its tokens stay
// valid unless `unpublish` takes the key away at once, which is the emergency exit: every token it signed is
// refused from then on. An unknown kid gives an empty plan.
[[nodiscard]] Plan plan_retire(const std::vector<StoredKey>& keys, const Policy& policy, std::string_view kid,
                               Time now, bool unpublish);

// `keys import`: `imported` becomes the next key of its algorithm, or the active one where there is none, and
// takes the place of a next key that has never signed.
[[nodiscard]] Plan plan_import(const std::vector<StoredKey>& keys, StoredKey imported, Time now);

}  // namespace signet::keys
