// The key manager: keeps every replica's snapshot of the ring fresh and moves the ring on, one winner at a
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/swapped.h"
#include "base/time.h"
#include "crypto/master_keys.h"
#include "keys/key_box.h"
#include "keys/key_ring.h"
#include "keys/key_store.h"
#include "keys/purpose.h"
#include "keys/rotation.h"

namespace signet::keys {

// What a change did, for the command line and the log. An algorithm appears where something happened or was
// refused.
struct ChangeReport {
  std::vector<KeyRing::Row> changed;            // new states; includes keys that were generated
  std::vector<RotatePlan::TooYoung> too_young;  // not promoted, and when they may be
};
using RotateReport = ChangeReport;

// Thread-safe. ring() is for requests; everything else reads and writes the store, may generate RSA keys
// (hundreds of milliseconds) and belongs to start-up, housekeeping and the command line. Store failures come
// through as exceptions and leave the current ring in place.
class KeyManager {
 public:
  // `store`, `random` must outlive the manager.
  KeyManager(KeyStore& store, const crypto::MasterKeys& master_keys, Policy policy, Random& random);

  // Loads the ring; where an algorithm of the policy has no active key, makes active and next together.
  // Throws, naming the master key that is missing, where a private key cannot be opened: better no start than
  // a ring half blind.
  void start(Time now);

  // Keeps keys for `algs`, too, from now on: clients chose them, and the policy need not foresee it. Where one has no
  // active key yet, makes active and next at once; costs nothing where all is there.
  void demand(const std::vector<jose::Alg>& algs, Time now);

  // The current snapshot; never null after start(). Keep it for the length of one request.
  [[nodiscard]] std::shared_ptr<const KeyRing> ring() const;

  // Another replica or the command line may have changed the ring. True where the snapshot was exchanged.
  bool reload_if(std::int64_t version);  // loads only if `version` is not the snapshot's
  bool reload();

  // Whatever plan() finds due, and private keys sealed under an older master key sealed again under the
  // first.
  void tick(Time now);

  // `keys rotate`, `keys retire`, `keys import`; see keys/rotation.h for what they mean.
  RotateReport rotate(Time now, bool force);
  [[nodiscard]] Expected<ChangeReport, std::string> retire(std::string_view kid, Time now,
                                                           bool unpublish = false);
  [[nodiscard]] Expected<ChangeReport, std::string> import(Purpose purpose, const Secret& pem_or_pkcs8, Time now);

 private:
  [[nodiscard]] Policy policy() const;  // with what was demanded
  using Planner = std::function<RotatePlan(const std::vector<StoredKey>& keys)>;
  ChangeReport change(Time now, const Planner& planner);
  [[nodiscard]] std::optional<ChangeReport> try_change(Time now, const Planner& planner);
  void reseal(RotatePlan& plan, const std::vector<StoredKey>& keys);
  bool publish(const KeyStore::Ring& stored);
  [[nodiscard]] StoredKey generate(Purpose purpose, Time now) const;
  [[nodiscard]] Expected<StoredKey, std::string> read(Purpose purpose, const Secret& pem_or_pkcs8, Time now) const;
  [[nodiscard]] KeyRing::Entry entry_for(const StoredKey& row, const KeyRing* previous) const;

  KeyStore& store_;
  const KeyBox box_;
  mutable std::mutex demanding_;  // guards policy_, which only ever gains algorithms
  Policy policy_;
  Random& random_;
  std::mutex changing_;    // one change at a time from this process; other processes meet it in the store
  std::mutex publishing_;  // held without any generation of keys, so that a reload never waits for one
  Swapped<KeyRing> ring_;
};

}  // namespace signet::keys
