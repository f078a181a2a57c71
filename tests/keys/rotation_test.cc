#include "keys/rotation.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace signet::keys {
namespace {

using namespace std::chrono_literals;
using jose::Alg;
using jose::KeyAlg;
using std::chrono::days;

const Time kStart = from_epoch_seconds(1'700'000'000);
const Policy kPolicy;

Policy only_es256() {
  Policy policy;
  policy.algs = {Alg::ES256};
  policy.encryption_algs = {};
  return policy;
}

Policy only_ecdh_es() {
  Policy policy;
  policy.algs = {};
  policy.encryption_algs = {KeyAlg::ECDH_ES};
  return policy;
}

// The store and the generator of keys, as far as a plan can see them.
class Ring {
 public:
  explicit Ring(Policy policy) : policy_(std::move(policy)) {}

  void apply(const Plan& plan, Time now) {
    for (const StoredKey& changed : plan.changed) {
      const auto found =
          std::find_if(keys_.begin(), keys_.end(), [&](const auto& key) { return key.kid == changed.kid; });
      if (found == keys_.end()) {
        keys_.push_back(changed);
      } else {
        *found = changed;
      }
      expect_one_active_per_algorithm();
    }
    for (const Plan::Wanted& wanted : plan.wanted) {
      StoredKey key;
      key.alg = name_of(wanted.purpose);
      key.kid = key.alg + '-' + std::to_string(++made_);
      key.state = wanted.state;
      key.private_key = "sealed";
      key.created_at = now;
      if (wanted.state == State::active) {
        key.activated_at = now;
      }
      keys_.push_back(key);
      expect_one_active_per_algorithm();
    }
    std::erase_if(keys_, [](const StoredKey& key) { return key.state == State::gone; });
  }
  void tick(Time now) { apply(plan(keys_, policy_, now), now); }

  [[nodiscard]] const std::vector<StoredKey>& keys() const { return keys_; }
  [[nodiscard]] std::string kid(Purpose purpose, State state) const {
    for (const StoredKey& key : keys_) {
      if (key.alg == name_of(purpose) && key.state == state) {
        return key.kid;
      }
    }
    return "";
  }
  // Signing keys are published as long as they are here.
  [[nodiscard]] std::set<std::string> published() const {
    std::set<std::string> kids;
    for (const StoredKey& key : keys_) {
      kids.insert(key.kid);
    }
    return kids;
  }

 private:
  // After every single row, because a store may check it after every single row.
  void expect_one_active_per_algorithm() const {
    std::map<std::string, int> active;
    for (const StoredKey& key : keys_) {
      active[key.alg] += key.state == State::active ? 1 : 0;
    }
    for (const auto& [alg, count] : active) {
      EXPECT_LE(count, 1) << alg;
    }
  }

  Policy policy_;
  std::vector<StoredKey> keys_;
  int made_ = 0;
};

TEST(Plan, TheFirstStartMakesActiveAndNextOfEveryAlgorithm) {
  const Plan first = plan({}, kPolicy, kStart);
  EXPECT_TRUE(first.changed.empty());
  std::vector<std::pair<Purpose, State>> wanted;
  for (const auto& one : first.wanted) {
    wanted.emplace_back(one.purpose, one.state);
  }
  EXPECT_EQ(wanted, (std::vector<std::pair<Purpose, State>>{{Alg::RS256, State::active},
                                                            {Alg::RS256, State::next},
                                                            {Alg::ES256, State::active},
                                                            {Alg::ES256, State::next},
                                                            {KeyAlg::RSA_OAEP_256, State::active},
                                                            {KeyAlg::RSA_OAEP_256, State::next},
                                                            {KeyAlg::ECDH_ES, State::active},
                                                            {KeyAlg::ECDH_ES, State::next}}));
}

TEST(Plan, NothingIsDueBeforeItsTime) {
  Ring ring(kPolicy);
  ring.tick(kStart);
  for (const auto later : {0h, 1h, 24h, 24h * 29, 24h * 30 - 1h}) {
    EXPECT_TRUE(plan(ring.keys(), kPolicy, kStart + later).empty()) << later.count();
  }
  EXPECT_TRUE(plan(ring.keys(), kPolicy, kStart + days(30) - Milliseconds(1)).empty());
}

TEST(Plan, AtTheVeryInstantOfItsEndTheActiveKeyIsFollowedByTheNext) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string first = ring.kid(Alg::ES256, State::active);
  const std::string second = ring.kid(Alg::ES256, State::next);
  const Time due = kStart + days(30);
  ring.tick(due);
  EXPECT_EQ(ring.kid(Alg::ES256, State::retired), first);
  EXPECT_EQ(ring.kid(Alg::ES256, State::active), second);
  EXPECT_NE(ring.kid(Alg::ES256, State::next), "");
  for (const StoredKey& key : ring.keys()) {
    if (key.kid == first) {
      EXPECT_EQ(key.retired_at, due);
      EXPECT_EQ(key.private_key, "");  // [R-JW-9] nobody needs it any more
    } else if (key.kid == second) {
      EXPECT_EQ(key.activated_at, due);
      EXPECT_EQ(key.private_key, "sealed");
    }
  }
}

// [R-KY-1]
TEST(Plan, ARetiredKeyStaysPublishedUntilItsLastTokenHasExpired) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string first = ring.kid(Alg::ES256, State::active);
  const Time retired = kStart + days(30);
  ring.tick(retired);
  const Time end = retired + retirement(kPolicy);
  EXPECT_EQ(retirement(kPolicy), 1h + 1min + 15min);
  ring.tick(end - Milliseconds(1));
  EXPECT_TRUE(ring.published().contains(first));
  ring.tick(end);
  EXPECT_FALSE(ring.published().contains(first));
}

// [R-KY-1]
TEST(Plan, ANextKeyIsPublishedForALeadBeforeItSigns) {
  Policy policy = only_es256();
  EXPECT_EQ(publish_lead(policy), 1h);
  policy.jwks_max_age = 2h;
  EXPECT_EQ(publish_lead(policy), 2h);

  // The next key came late (an import, say): the active one signs on until everybody can know its successor.
  Ring ring(policy);
  ring.tick(kStart);
  const Time late = kStart + days(30) - 1h;
  StoredKey imported;
  imported.kid = "imported";
  imported.alg = "ES256";
  imported.private_key = "sealed";
  ring.apply(plan_import(ring.keys(), imported, late), late);
  EXPECT_TRUE(plan(ring.keys(), policy, kStart + days(30)).empty());
  EXPECT_TRUE(plan(ring.keys(), policy, late + 2h - Milliseconds(1)).empty());
  ring.tick(late + 2h);
  EXPECT_EQ(ring.kid(Alg::ES256, State::active), "imported");
}

TEST(Plan, AServerThatSleptForAYearCatchesUpInOneStep) {
  Ring ring(kPolicy);
  ring.tick(kStart);
  const std::string next = ring.kid(Alg::RS256, State::next);
  ring.tick(kStart + days(365));
  EXPECT_EQ(ring.kid(Alg::RS256, State::active), next);
  EXPECT_TRUE(plan(ring.keys(), kPolicy, kStart + days(365)).empty());
}

TEST(Plan, WithoutAnActiveKeyTheNextOneSignsHoweverYoung) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string next = ring.kid(Alg::ES256, State::next);
  auto keys = ring.keys();
  std::erase_if(keys, [](const StoredKey& key) { return key.state == State::active; });
  const Plan due = plan(keys, only_es256(), kStart + 1s);
  ASSERT_EQ(due.changed.size(), 1U);
  EXPECT_EQ(due.changed[0].kid, next);
  EXPECT_EQ(due.changed[0].state, State::active);
  ASSERT_EQ(due.wanted.size(), 1U);
  EXPECT_EQ(due.wanted[0].state, State::next);
}

TEST(Plan, AnAlgorithmThatIsNoLongerWantedFinishesItsCourse) {
  Ring ring(kPolicy);
  ring.tick(kStart);
  const std::string active = ring.kid(Alg::RS256, State::active);
  const Policy without_rsa = only_es256();
  EXPECT_TRUE(plan(ring.keys(), without_rsa, kStart + days(29)).empty());
  const auto tick = [&](Time now) { ring.apply(plan(ring.keys(), without_rsa, now), now); };
  tick(kStart + days(30));
  EXPECT_EQ(ring.kid(Alg::RS256, State::retired), active);
  EXPECT_EQ(ring.kid(Alg::RS256, State::active), "");
  tick(kStart + days(60));
  EXPECT_EQ(ring.kid(Alg::RS256, State::next), "");
  EXPECT_EQ(ring.kid(Alg::RS256, State::retired), "");
  EXPECT_EQ(ring.kid(KeyAlg::RSA_OAEP_256, State::active), "");
  EXPECT_NE(ring.kid(Alg::ES256, State::active), "");
}

TEST(Plan, AnAlgorithmThatIsNewlyWantedSignsAtOnce) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const Plan due = plan(ring.keys(), kPolicy, kStart + 1h);
  EXPECT_TRUE(due.changed.empty());
  EXPECT_EQ(due.wanted.size(), 6U);  // active and next of RS256, RSA-OAEP-256 and ECDH-ES
}

// [R-KY-1] [DI-10] Everybody who ever fetched our JWKS has seen the first next key.
TEST(RotateNow, TheFirstOnePromotesAtOnce) {
  Ring ring(kPolicy);
  ring.tick(kStart);
  const auto before = ring.published();
  const RotatePlan rotation = plan_rotate_now(ring.keys(), kPolicy, kStart + 1s, false);
  EXPECT_TRUE(rotation.too_young.empty());
  ring.apply(rotation, kStart + 1s);
  const auto after = ring.published();
  EXPECT_TRUE(std::includes(after.begin(), after.end(), before.begin(), before.end()));
  EXPECT_EQ(after.size(), before.size() + 4);  // a new next of each algorithm
}

// [R-KY-1]
TEST(RotateNow, AYoungNextKeyIsNotPromotedUnlessForced) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const Time first = kStart + 1s;
  ring.apply(plan_rotate_now(ring.keys(), only_es256(), first, false), first);
  const std::string active = ring.kid(Alg::ES256, State::active);
  const std::string next = ring.kid(Alg::ES256, State::next);

  const RotatePlan refused = plan_rotate_now(ring.keys(), only_es256(), first + 1h - Milliseconds(1), false);
  EXPECT_TRUE(refused.empty());
  ASSERT_EQ(refused.too_young.size(), 1U);
  EXPECT_EQ(refused.too_young[0].kid, next);
  EXPECT_EQ(refused.too_young[0].purpose, Purpose(Alg::ES256));
  EXPECT_EQ(refused.too_young[0].may_sign_from, first + 1h);

  Ring patient = ring;
  patient.apply(plan_rotate_now(patient.keys(), only_es256(), first + 1h, false), first + 1h);
  EXPECT_EQ(patient.kid(Alg::ES256, State::active), next);

  ring.apply(plan_rotate_now(ring.keys(), only_es256(), first + 1s, true), first + 1s);
  EXPECT_EQ(ring.kid(Alg::ES256, State::active), next);
  EXPECT_TRUE(ring.published().contains(active));
}

// Two rotations in the same millisecond: the second next key is as old as the whole ring, and yet new.
TEST(RotateNow, TheSecondOneIsNotAFirstOneHoweverFastItComes) {
  Ring ring(only_es256());
  ring.tick(kStart);
  ring.apply(plan_rotate_now(ring.keys(), only_es256(), kStart, false), kStart);
  EXPECT_EQ(plan_rotate_now(ring.keys(), only_es256(), kStart, false).too_young.size(), 1U);
}

TEST(RotateNow, OnAnEmptyRingIsAFirstStart) {
  EXPECT_EQ(plan_rotate_now({}, kPolicy, kStart, false).wanted.size(), 8U);
}

// [F-36]
TEST(Retire, AnActiveKeyIsFollowedAtOnceAndItsTokensLive) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string active = ring.kid(Alg::ES256, State::active);
  const std::string next = ring.kid(Alg::ES256, State::next);
  ring.apply(plan_retire(ring.keys(), only_es256(), active, kStart + 1s, false), kStart + 1s);
  EXPECT_EQ(ring.kid(Alg::ES256, State::retired), active);
  EXPECT_EQ(ring.kid(Alg::ES256, State::active), next);
  EXPECT_NE(ring.kid(Alg::ES256, State::next), "");
}

TEST(Retire, UnpublishingTakesTheKeyAwayAtOnce) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string active = ring.kid(Alg::ES256, State::active);
  const Plan emergency = plan_retire(ring.keys(), only_es256(), active, kStart + 1s, true);
  ASSERT_FALSE(emergency.changed.empty());
  EXPECT_EQ(emergency.changed[0].kid, active);
  EXPECT_EQ(emergency.changed[0].state, State::gone);
  EXPECT_EQ(emergency.changed[0].private_key, "");
  ring.apply(emergency, kStart + 1s);
  EXPECT_FALSE(ring.published().contains(active));
  EXPECT_NE(ring.kid(Alg::ES256, State::active), "");
}

TEST(Retire, ANextKeyHasNoTokensAndGoesAtOnce) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string next = ring.kid(Alg::ES256, State::next);
  ring.apply(plan_retire(ring.keys(), only_es256(), next, kStart + 1s, false), kStart + 1s);
  EXPECT_FALSE(ring.published().contains(next));
  EXPECT_NE(ring.kid(Alg::ES256, State::next), "");
}

TEST(Retire, ARetiredKeyStaysUnlessUnpublishedAndAnUnknownOneIsNothing) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string kid = ring.kid(Alg::ES256, State::active);
  ring.apply(plan_retire(ring.keys(), only_es256(), kid, kStart + 1s, false), kStart + 1s);
  EXPECT_TRUE(plan_retire(ring.keys(), only_es256(), kid, kStart + 2s, false).empty());
  EXPECT_EQ(plan_retire(ring.keys(), only_es256(), kid, kStart + 2s, true).changed.size(), 1U);
  EXPECT_TRUE(plan_retire(ring.keys(), only_es256(), "nobody", kStart + 2s, true).empty());
}

TEST(Import, TakesThePlaceOfANextKeyThatNeverSigned) {
  Ring ring(only_es256());
  ring.tick(kStart);
  const std::string active = ring.kid(Alg::ES256, State::active);
  const std::string next = ring.kid(Alg::ES256, State::next);
  StoredKey imported;
  imported.kid = "imported";
  imported.alg = "ES256";
  ring.apply(plan_import(ring.keys(), imported, kStart + 1h), kStart + 1h);
  EXPECT_EQ(ring.kid(Alg::ES256, State::next), "imported");
  EXPECT_EQ(ring.kid(Alg::ES256, State::active), active);
  EXPECT_FALSE(ring.published().contains(next));
  // It is younger than anything cached, whatever its row said before.
  EXPECT_EQ(plan_rotate_now(ring.keys(), only_es256(), kStart + 1h, false).too_young.size(), 1U);
}

TEST(Import, SignsAtOnceWhereNothingElseDoes) {
  StoredKey imported;
  imported.kid = "imported";
  imported.alg = "ES256";
  const Plan due = plan_import({}, imported, kStart);
  ASSERT_EQ(due.changed.size(), 1U);
  EXPECT_EQ(due.changed[0].state, State::active);
  EXPECT_EQ(due.changed[0].activated_at, kStart);
  EXPECT_EQ(due.changed[0].created_at, kStart);
}

// [R-JW-9] What is encrypted to a key outlives its use, so the private half has to.
TEST(Encryption, ARetiredKeyKeepsItsPrivateHalfUntilItGoes) {
  Ring ring(only_ecdh_es());
  ring.tick(kStart);
  const std::string first = ring.kid(KeyAlg::ECDH_ES, State::active);
  const std::string second = ring.kid(KeyAlg::ECDH_ES, State::next);
  const Time retired = kStart + days(30);
  ring.tick(retired);
  EXPECT_EQ(ring.kid(KeyAlg::ECDH_ES, State::retired), first);
  EXPECT_EQ(ring.kid(KeyAlg::ECDH_ES, State::active), second);
  for (const StoredKey& key : ring.keys()) {
    EXPECT_EQ(key.private_key, "sealed") << key.kid;
  }
  const auto has_first = [&] { return ring.published().contains(first); };
  ring.tick(retired + days(7) - Milliseconds(1));
  EXPECT_TRUE(has_first());
  const Plan end = plan(ring.keys(), only_ecdh_es(), retired + days(7));
  ASSERT_EQ(end.changed.size(), 1U);
  EXPECT_EQ(end.changed[0].kid, first);
  EXPECT_EQ(end.changed[0].state, State::gone);
  EXPECT_EQ(end.changed[0].private_key, "");
}

// Nobody has to know it ahead: what comes under the one before is read as well.
TEST(Encryption, ANextKeyIsNeverTooYoung) {
  Ring ring(only_ecdh_es());
  ring.tick(kStart);
  for (int i = 0; i < 3; ++i) {
    const std::string next = ring.kid(KeyAlg::ECDH_ES, State::next);
    const RotatePlan rotation = plan_rotate_now(ring.keys(), only_ecdh_es(), kStart + 1s, false);
    EXPECT_TRUE(rotation.too_young.empty());
    ring.apply(rotation, kStart + 1s);
    EXPECT_EQ(ring.kid(KeyAlg::ECDH_ES, State::active), next);
  }
}

TEST(Encryption, UnpublishingTakesThePrivateHalfAtOnce) {
  Ring ring(only_ecdh_es());
  ring.tick(kStart);
  const std::string active = ring.kid(KeyAlg::ECDH_ES, State::active);
  const Plan emergency = plan_retire(ring.keys(), only_ecdh_es(), active, kStart + 1s, true);
  ASSERT_FALSE(emergency.changed.empty());
  EXPECT_EQ(emergency.changed[0].kid, active);
  EXPECT_EQ(emergency.changed[0].state, State::gone);
  EXPECT_EQ(emergency.changed[0].private_key, "");
}

// A life of a ring, observed: from when to when each key was published, and from when to when it signed.
struct Life {
  Time published;
  std::optional<Time> signed_from;
  std::optional<Time> signed_until;
  std::optional<Time> unpublished;
};

struct Course {
  const char* name;
  Policy policy;
  std::vector<Time> ticks;
  std::vector<Time> rotations;  // by hand, not forced
};

std::vector<Time> every(Seconds step) {
  std::vector<Time> times;
  for (Time now = kStart; now < kStart + days(366); now += step) {
    times.push_back(now);
  }
  return times;
}

std::vector<Time> irregular(unsigned seed, int count) {
  std::mt19937 generator(seed);
  std::uniform_int_distribution<std::int64_t> second(0, 366 * 86400);
  std::vector<Time> times{kStart};
  for (int i = 0; i < count; ++i) {
    times.push_back(kStart + Seconds(second(generator)));
  }
  std::sort(times.begin(), times.end());
  return times;
}

Policy policy_with(Seconds active_for, Seconds ahead, Seconds kept, Seconds max_age) {
  Policy policy{{Alg::RS256, Alg::ES256}, active_for, ahead, kept, max_age};
  policy.keep_decrypting = 2h;  // else hundreds of keys would decrypt at once where each lives for minutes
  return policy;
}

// [R-KY-1] [I-9] [F-34] Whatever was signed can be verified until it expires, by everybody whose JWKS is not
// older than we allow, even if the replica that signed it had not read the ring for as long.
TEST(AYearOfDays, WhateverWasSignedCanBeVerified) {
  const std::vector<Course> courses{
      {"every day", kPolicy, every(days(1)), {}},
      {"every hour, by hand too", kPolicy, every(1h), irregular(1, 200)},
      {"now and then", kPolicy, irregular(2, 60), irregular(3, 30)},
      {"a week's key", policy_with(days(7), 1h, 1h, 15min), every(6h), {}},
      {"keys younger than their lead", policy_with(30min, 1h, 1h, 15min), every(10min), {}},
      {"JWKS cached for a day", policy_with(days(30), 1h, 1h, 24h), every(1h), irregular(4, 100)},
      {"tokens that live a day", policy_with(days(3), 1h, 24h, 15min), every(1h), irregular(5, 300)},
  };
  for (const Course& course : courses) {
    SCOPED_TRACE(course.name);
    Ring ring(course.policy);
    std::map<std::string, Life> lives;
    std::vector<std::pair<Time, bool>> steps;
    for (const Time time : course.ticks) {
      steps.emplace_back(time, false);
    }
    for (const Time time : course.rotations) {
      steps.emplace_back(time, true);
    }
    std::sort(steps.begin(), steps.end());
    for (const auto& [now, by_hand] : steps) {
      const auto before = ring.keys();
      ring.apply(by_hand ? plan_rotate_now(ring.keys(), course.policy, now, false)
                         : plan(ring.keys(), course.policy, now),
                 now);
      for (const StoredKey& key : ring.keys()) {
        ASSERT_EQ(key.private_key.empty(), key.state == State::retired && !is_for_encryption(key.alg));
        Life& life = lives.try_emplace(key.kid, Life{now, {}, {}, {}}).first->second;
        if (key.state == State::active && !life.signed_from) {
          life.signed_from = now;
        }
        if (key.state == State::retired && !life.signed_until) {
          life.signed_until = now;
        }
      }
      for (const StoredKey& key : before) {
        if (!ring.published().contains(key.kid)) {
          lives[key.kid].unpublished = now;
        }
      }
      for (const Purpose& purpose : purposes(course.policy)) {
        ASSERT_NE(ring.kid(purpose, State::active), "");
        ASSERT_NE(ring.kid(purpose, State::next), "");
      }
    }
    int signed_and_gone = 0;
    int decrypted_and_gone = 0;
    for (const auto& [kid, life] : lives) {
      if (!life.signed_from) {
        continue;
      }
      if (is_for_encryption(kid.substr(0, kid.rfind('-')))) {
        // Clients may have found it until it was retired, or a cache's age longer; what they then encrypt is read for
        // as long again as we promise.
        if (life.unpublished) {
          ASSERT_TRUE(life.signed_until) << kid << " vanished while it was in use";
          EXPECT_GE(*life.unpublished, *life.signed_until + course.policy.jwks_max_age) << kid;  // where that is longer
          EXPECT_GE(*life.unpublished, *life.signed_until + course.policy.keep_decrypting) << kid;
          ++decrypted_and_gone;
        }
        continue;
      }
      // Nobody can hold a JWKS from before the first one.
      const Time oldest_cache = std::max(kStart, *life.signed_from - course.policy.jwks_max_age);
      EXPECT_LE(life.published, oldest_cache) << kid;
      if (life.unpublished) {
        ASSERT_TRUE(life.signed_until) << kid << " vanished while it signed";
        const Time last_signature = *life.signed_until + course.policy.jwks_max_age;
        EXPECT_GE(*life.unpublished, last_signature + course.policy.keep_retired) << kid;
        ++signed_and_gone;
      }
    }
    EXPECT_GE(signed_and_gone, 20);  // two algorithms, a year: the course really went round
    EXPECT_GE(decrypted_and_gone, 20);
    EXPECT_LE(ring.keys().size(), 4U * (2 + 400));
  }
}

}  // namespace
}  // namespace signet::keys
