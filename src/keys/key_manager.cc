#include "keys/key_manager.h"

#include <algorithm>
#include <stdexcept>

#include "base/log.h"

namespace signet::keys {
namespace {

constexpr int kAttempts = 8;

KeyRing::Row row_of(const StoredKey& key) {
  return {key.kid, key.alg, "sig", key.state, key.created_at, key.activated_at, key.retired_at};
}

RotatePlan without_refusals(Plan plan) {
  RotatePlan result;
  static_cast<Plan&>(result) = std::move(plan);
  return result;
}

void log_change(const StoredKey& key) {
  log::info("signing_key", {{"kid", key.kid}, {"alg", key.alg}, {"state", name_of(key.state)}});
}

}  // namespace

KeyManager::KeyManager(KeyStore& store, const crypto::MasterKeys& master_keys, Policy policy, Random& random)
    : store_(store), box_(master_keys), policy_(std::move(policy)), random_(random) {}

std::shared_ptr<const KeyRing> KeyManager::ring() const { return ring_.load(); }

void KeyManager::start(Time now) {
  reload();
  const auto current = ring();
  const bool complete = std::all_of(policy_.algs.begin(), policy_.algs.end(),
                                    [&](jose::Alg alg) { return current->signing(alg) != nullptr; });
  // Anything else that is due can wait for the first tick; serving cannot.
  if (!complete) {
    tick(now);
  }
}

bool KeyManager::reload_if(std::int64_t version) {
  const auto current = ring();
  return (current == nullptr || current->version() != version) && reload();
}

bool KeyManager::reload() { return publish(store_.load()); }

bool KeyManager::publish(const KeyStore::Ring& stored) {
  const std::lock_guard lock(publishing_);
  const auto previous = ring();
  // What was loaded may have been overtaken meanwhile; versions only grow.
  if (previous != nullptr && previous->version() >= stored.version) {
    return false;
  }
  std::vector<KeyRing::Entry> entries;
  for (const StoredKey& key : stored.keys) {
    entries.push_back(entry_for(key, previous.get()));
  }
  ring_.exchange(std::make_shared<const KeyRing>(stored.version, std::move(entries)));
  return true;
}

// Keys that the previous snapshot has opened are taken over: threads keep their prepared contexts, and a
// reload costs no decryption.
KeyRing::Entry KeyManager::entry_for(const StoredKey& key, const KeyRing* previous) const {
  const bool signs = key.state == State::next || key.state == State::active;
  if (previous != nullptr) {
    for (const KeyRing::Entry& entry : previous->entries()) {
      if (entry.row.kid == key.kid && (entry.signing_key != nullptr || !signs)) {
        return {row_of(key), entry.public_key, signs ? entry.signing_key : nullptr};
      }
    }
  }
  if (!signs) {
    return {row_of(key), box_.public_key(key), nullptr};
  }
  auto signing_key = box_.open(key);
  auto public_key = signing_key->public_key();
  return {row_of(key), std::move(public_key), std::move(signing_key)};
}

// Reads the ring, decides, writes; begins again where somebody else was faster. Keys generated for a lost
// round are offered to the next one. nullopt where the store refuses the change itself.
std::optional<ChangeReport> KeyManager::try_change(Time now, const Planner& planner) {
  const std::lock_guard lock(changing_);
  std::vector<std::shared_ptr<const jose::SigningKey>> spare;
  const auto take_or_generate = [&](jose::Alg alg) {
    const auto found =
        std::find_if(spare.begin(), spare.end(), [&](const auto& key) { return key->alg() == alg; });
    if (found == spare.end()) {
      return jose::SigningKey::generate(alg);
    }
    auto key = *found;
    spare.erase(found);
    return key;
  };
  std::optional<std::int64_t> lost_at;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const KeyStore::Ring stored = store_.load();
    if (lost_at == stored.version) {
      return std::nullopt;  // nobody was faster
    }
    RotatePlan plan = planner(stored.keys);
    std::vector<std::shared_ptr<const jose::SigningKey>> generated;
    for (const Plan::Wanted& wanted : plan.wanted) {
      generated.push_back(take_or_generate(wanted.alg));
      plan.changed.push_back(box_.put(*generated.back(), wanted.state, now, random_));
    }
    if (plan.changed.empty()) {
      publish(stored);
      return ChangeReport{{}, std::move(plan.too_young)};
    }
    if (store_.replace(stored.version, plan.changed, now)) {
      reload();
      ChangeReport report{{}, std::move(plan.too_young)};
      for (const StoredKey& key : plan.changed) {
        log_change(key);
        report.changed.push_back(row_of(key));
      }
      return report;
    }
    lost_at = stored.version;
    spare.insert(spare.end(), generated.begin(), generated.end());
  }
  throw std::runtime_error("the key ring keeps changing under our hands");
}

ChangeReport KeyManager::change(Time now, const Planner& planner) {
  auto report = try_change(now, planner);
  if (!report) {
    throw std::runtime_error("the store refuses a change of the key ring");
  }
  return std::move(*report);
}

void KeyManager::reseal(RotatePlan& plan, const std::vector<StoredKey>& keys) {
  for (StoredKey& key : plan.changed) {
    if (box_.outdated(key)) {
      key.private_key = box_.reseal(key, random_);
    }
  }
  for (const StoredKey& key : keys) {
    const bool in_plan = std::any_of(plan.changed.begin(), plan.changed.end(),
                                     [&](const StoredKey& changed) { return changed.kid == key.kid; });
    if (!in_plan && box_.outdated(key)) {
      StoredKey resealed = key;
      resealed.private_key = box_.reseal(key, random_);
      plan.changed.push_back(std::move(resealed));
    }
  }
}

void KeyManager::tick(Time now) {
  change(now, [&](const std::vector<StoredKey>& keys) {
    RotatePlan due = without_refusals(plan(keys, policy_, now));
    reseal(due, keys);
    return due;
  });
}

RotateReport KeyManager::rotate(Time now, bool force) {
  return change(
      now, [&](const std::vector<StoredKey>& keys) { return plan_rotate_now(keys, policy_, now, force); });
}

Expected<ChangeReport, std::string> KeyManager::retire(std::string_view kid, Time now, bool unpublish) {
  bool known = false;
  ChangeReport report = change(now, [&](const std::vector<StoredKey>& keys) {
    known = std::any_of(keys.begin(), keys.end(), [&](const StoredKey& key) { return key.kid == kid; });
    return without_refusals(plan_retire(keys, policy_, kid, now, unpublish));
  });
  if (!known) {
    return unexpected(std::string("no such signing key; `signet keys list` shows them"));
  }
  return report;
}

Expected<ChangeReport, std::string> KeyManager::import(jose::Alg alg, const Secret& pem_or_pkcs8, Time now) {
  if (std::find(policy_.algs.begin(), policy_.algs.end(), alg) == policy_.algs.end()) {
    return unexpected(std::string(jose::name_of(alg)) +
                      " is not among the algorithms that this server signs with");
  }
  const bool is_pem = pem_or_pkcs8.reveal().find("-----BEGIN ") != std::string_view::npos;
  const auto key = is_pem ? jose::SigningKey::from_pem(pem_or_pkcs8, alg)
                          : jose::SigningKey::from_pkcs8(pem_or_pkcs8, alg);
  if (!key) {
    return unexpected(key.error());
  }
  bool known = false;
  auto report = try_change(now, [&](const std::vector<StoredKey>& keys) {
    known =
        std::any_of(keys.begin(), keys.end(), [&](const StoredKey& one) { return one.kid == (*key)->kid(); });
    return known ? RotatePlan()
                 : without_refusals(plan_import(keys, box_.put(**key, State::next, now, random_), now));
  });
  if (known) {
    return unexpected("signing key " + (*key)->kid() + " is in the ring already");
  }
  if (!report) {  // [R-KY-3]
    return unexpected("signing key " + (*key)->kid() + " was removed once; a removed key never comes back");
  }
  return std::move(*report);
}

}  // namespace signet::keys
