#include "keys/rotation.h"

#include <algorithm>
#include <optional>

namespace signet::keys {
namespace {

// A ring in the making: changes are applied to a copy, and what differs in the end is the plan.
class Draft {
 public:
  Draft(const std::vector<StoredKey>& keys, Time now)
      : keys_(keys), touched_(keys.size(), false), now_(now) {}

  [[nodiscard]] const std::vector<StoredKey>& keys() const { return keys_; }

  // The oldest key of `alg` in `state`.
  [[nodiscard]] const StoredKey* find(std::string_view alg, State state) const {
    const StoredKey* found = nullptr;
    for (const StoredKey& key : keys_) {
      if (key.alg == alg && key.state == state && (found == nullptr || key.created_at < found->created_at)) {
        found = &key;
      }
    }
    return found;
  }

  void promote(const StoredKey& key) {
    StoredKey& next = touch(key);
    next.state = State::active;
    next.activated_at = now_;
  }
  void retire(const StoredKey& key) {
    StoredKey& old = touch(key);
    old.state = State::retired;
    old.retired_at = now_;
    if (!is_for_encryption(key.alg)) {
      old.private_key.clear();  // it never signs again, so nobody needs to be able to
    }
  }
  void forget(const StoredKey& key) {
    StoredKey& old = touch(key);
    old.state = State::gone;
    old.private_key.clear();
    if (!old.retired_at) {
      old.retired_at = now_;
    }
  }
  void add(StoredKey key) {
    keys_.push_back(std::move(key));
    touched_.push_back(true);
  }

  // Those that leave `active` before those that enter it: a store may insist on one active key per algorithm.
  [[nodiscard]] std::vector<StoredKey> changed() const {
    std::vector<StoredKey> rows;
    for (const State state : {State::gone, State::retired, State::active, State::next}) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (touched_[i] && keys_[i].state == state) {
          rows.push_back(keys_[i]);
        }
      }
    }
    return rows;
  }

 private:
  StoredKey& touch(const StoredKey& key) {
    const auto index = static_cast<std::size_t>(&key - keys_.data());
    touched_[index] = true;
    return keys_[index];
  }

  std::vector<StoredKey> keys_;
  std::vector<bool> touched_;
  Time now_;
};

bool named(const std::vector<Purpose>& purposes, std::string_view alg) {
  return std::any_of(purposes.begin(), purposes.end(), [&](const Purpose& one) { return name_of(one) == alg; });
}

// How long after its retirement a key goes.
Seconds kept(const StoredKey& key, const Policy& policy) {
  return is_for_encryption(key.alg) ? std::max(policy.keep_decrypting, policy.jwks_max_age) : retirement(policy);
}

// [R-KY-1] Whether nobody can hold a JWKS without `next`. One that is as old as the ring, and the first to
// follow in its algorithm, was in the very first JWKS that anybody ever fetched. What is encrypted under the keys of an
// older JWKS is decrypted as before, so nobody needs to know an encryption key ahead.
bool known_to_everybody(const StoredKey& next, const std::vector<StoredKey>& keys, const Policy& policy,
                        Time now) {
  const auto no_older_ring = [&](const StoredKey& key) {
    return key.created_at >= next.created_at && !(key.alg == next.alg && key.state == State::retired);
  };
  return is_for_encryption(next.alg) || now >= next.created_at + publish_lead(policy) ||
         std::all_of(keys.begin(), keys.end(), no_older_ring);
}

// Rules that hold whatever else happens: an algorithm in use has an active and a next key.
void fill_gaps(Draft& draft, const Policy& policy, std::vector<Plan::Wanted>& wanted) {
  for (const Purpose& purpose : purposes(policy)) {
    const std::string_view name = name_of(purpose);
    const StoredKey* next = draft.find(name, State::next);
    if (draft.find(name, State::active) == nullptr) {
      if (next != nullptr) {
        draft.promote(*next);  // young or not: better than no signature at all
        next = nullptr;
      } else {
        wanted.push_back({purpose, State::active});
      }
    }
    if (next == nullptr) {
      wanted.push_back({purpose, State::next});
    }
  }
}

}  // namespace

std::vector<Purpose> purposes(const Policy& policy) {
  std::vector<Purpose> all(policy.algs.begin(), policy.algs.end());
  all.insert(all.end(), policy.encryption_algs.begin(), policy.encryption_algs.end());
  return all;
}

Seconds publish_lead(const Policy& policy) { return std::max(policy.publish_ahead, policy.jwks_max_age); }

Seconds retirement(const Policy& policy) { return policy.keep_retired + policy.jwks_max_age; }

Plan plan(const std::vector<StoredKey>& keys, const Policy& policy, Time now) {
  Draft draft(keys, now);
  Plan result;
  const std::vector<Purpose> all = purposes(policy);
  for (const StoredKey& key : draft.keys()) {
    const bool wanted = named(all, key.alg);
    const Time signs_since = key.activated_at.value_or(key.created_at);
    if (key.state == State::retired && now >= key.retired_at.value_or(key.created_at) + kept(key, policy)) {
      draft.forget(key);
    } else if (key.state == State::active && now >= signs_since + policy.active_for) {
      const StoredKey* next = wanted ? draft.find(key.alg, State::next) : nullptr;
      if (next != nullptr && known_to_everybody(*next, keys, policy, now)) {
        draft.retire(key);
        draft.promote(*next);
      } else if (!wanted) {
        draft.retire(key);
      }
    } else if (key.state == State::next && !wanted && now >= key.created_at + 2 * policy.active_for) {
      draft.forget(key);
    }
  }
  fill_gaps(draft, policy, result.wanted);
  result.changed = draft.changed();
  return result;
}

RotatePlan plan_rotate_now(const std::vector<StoredKey>& keys, const Policy& policy, Time now, bool force) {
  Draft draft(keys, now);
  RotatePlan result;
  for (const Purpose& purpose : purposes(policy)) {
    const StoredKey* next = draft.find(name_of(purpose), State::next);
    const StoredKey* active = draft.find(name_of(purpose), State::active);
    if (next == nullptr || active == nullptr) {
      continue;  // a gap, filled below
    }
    if (!force && !known_to_everybody(*next, keys, policy, now)) {
      result.too_young.push_back({purpose, next->kid, next->created_at + publish_lead(policy)});
      continue;
    }
    draft.retire(*active);
    draft.promote(*next);
  }
  fill_gaps(draft, policy, result.wanted);
  result.changed = draft.changed();
  return result;
}

Plan plan_retire(const std::vector<StoredKey>& keys, const Policy& policy, std::string_view kid, Time now,
                 bool unpublish) {
  Draft draft(keys, now);
  Plan result;
  const auto found = std::find_if(draft.keys().begin(), draft.keys().end(),
                                  [&](const StoredKey& key) { return key.kid == kid; });
  if (found == draft.keys().end()) {
    return result;
  }
  if (unpublish || found->state == State::next) {
    draft.forget(*found);  // a next key has signed nothing
  } else if (found->state == State::active) {
    draft.retire(*found);
  }
  fill_gaps(draft, policy, result.wanted);
  result.changed = draft.changed();
  return result;
}

Plan plan_import(const std::vector<StoredKey>& keys, StoredKey imported, Time now) {
  Draft draft(keys, now);
  imported.created_at = now;
  if (draft.find(imported.alg, State::active) == nullptr) {
    imported.state = State::active;
    imported.activated_at = now;
  } else {
    imported.state = State::next;
    if (const StoredKey* next = draft.find(imported.alg, State::next)) {
      draft.forget(*next);
    }
  }
  draft.add(std::move(imported));
  return {draft.changed(), {}};
}

}  // namespace signet::keys
