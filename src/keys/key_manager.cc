#include "keys/key_manager.h"

#include <algorithm>
#include <future>
#include <stdexcept>

#include "base/log.h"

namespace signet::keys {
namespace {

constexpr int kAttempts = 8;

KeyRing::Row row_of(const StoredKey& key) {
  return {key.kid, key.alg, std::string(use_of(key.alg)), key.state, key.created_at, key.activated_at, key.retired_at};
}

RotatePlan without_refusals(Plan plan) {
  RotatePlan result;
  static_cast<Plan&>(result) = std::move(plan);
  return result;
}

void log_change(const StoredKey& key) {
  log::info(is_for_encryption(key.alg) ? "encryption_key" : "signing_key",
            {{"kid", key.kid}, {"alg", key.alg}, {"state", name_of(key.state)}});
}

template <typename PrivateKey, typename AnyAlg>
Expected<std::shared_ptr<const PrivateKey>, std::string> read_as(AnyAlg alg, const Secret& pem_or_pkcs8) {
  const bool is_pem = pem_or_pkcs8.reveal().find("-----BEGIN ") != std::string_view::npos;
  return is_pem ? PrivateKey::from_pem(pem_or_pkcs8, alg) : PrivateKey::from_pkcs8(pem_or_pkcs8, alg);
}

}  // namespace

KeyManager::KeyManager(KeyStore& store, const crypto::MasterKeys& master_keys, Policy policy, Random& random)
    : store_(store), box_(master_keys), policy_(std::move(policy)), random_(random) {}

std::shared_ptr<const KeyRing> KeyManager::ring() const { return ring_.load(); }

void KeyManager::start(Time now) {
  reload();
  const auto current = ring();
  const std::vector<Purpose> wanted = purposes(policy());
  const bool complete =
      std::all_of(wanted.begin(), wanted.end(), [&](const Purpose& purpose) { return current->serves(purpose); });
  // Anything else that is due can wait for the first tick; serving cannot.
  if (!complete) {
    tick(now);
  }
}

Policy KeyManager::policy() const {
  const std::lock_guard lock(demanding_);
  return policy_;
}

void KeyManager::demand(const std::vector<jose::Alg>& algs, Time now) {
  {
    const std::lock_guard lock(demanding_);
    for (const jose::Alg alg : algs) {
      if (std::find(policy_.algs.begin(), policy_.algs.end(), alg) == policy_.algs.end()) {
        policy_.algs.push_back(alg);
      }
    }
  }
  const auto current = ring();
  if (!std::all_of(algs.begin(), algs.end(), [&](jose::Alg alg) { return current->signing(alg) != nullptr; })) {
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
  // At the start on all cores: reading and trying a private key takes milliseconds, and nothing can be answered before.
  const auto how = previous == nullptr ? std::launch::async : std::launch::deferred;
  std::vector<std::future<KeyRing::Entry>> opening;
  for (const StoredKey& key : stored.keys) {
    opening.push_back(std::async(how, [&] { return entry_for(key, previous.get()); }));
  }
  std::vector<KeyRing::Entry> entries;
  for (auto& entry : opening) {
    entries.push_back(entry.get());
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
      const bool opened = entry.signing_key != nullptr || entry.decryption_key != nullptr;
      if (entry.row.kid == key.kid && (opened || !signs)) {
        return {row_of(key), entry.public_key, signs ? entry.signing_key : nullptr, entry.decryption_key};
      }
    }
  }
  if (is_for_encryption(key.alg)) {
    auto decryption_key = box_.open_for_decryption(key);
    auto public_key = decryption_key->public_key();
    return {row_of(key), std::move(public_key), nullptr, std::move(decryption_key)};
  }
  if (!signs) {
    return {row_of(key), box_.public_key(key), nullptr};
  }
  auto signing_key = box_.open(key);
  auto public_key = signing_key->public_key();
  return {row_of(key), std::move(public_key), std::move(signing_key)};
}

StoredKey KeyManager::generate(Purpose purpose, Time now) const {
  const auto* const alg = std::get_if<jose::Alg>(&purpose);
  return alg != nullptr ? box_.put(*jose::SigningKey::generate(*alg), State::next, now, random_)
                        : box_.put(*jose::DecryptionKey::generate(std::get<jose::KeyAlg>(purpose)), State::next, now, random_);
}

Expected<StoredKey, std::string> KeyManager::read(Purpose purpose, const Secret& pem_or_pkcs8, Time now) const {
  const auto sealed = [&](const auto& key) -> Expected<StoredKey, std::string> {
    return key ? Expected<StoredKey, std::string>(box_.put(**key, State::next, now, random_)) : unexpected(key.error());
  };
  const auto* const alg = std::get_if<jose::Alg>(&purpose);
  return alg != nullptr ? sealed(read_as<jose::SigningKey>(*alg, pem_or_pkcs8))
                        : sealed(read_as<jose::DecryptionKey>(std::get<jose::KeyAlg>(purpose), pem_or_pkcs8));
}

// Reads the ring, decides, writes; begins again where somebody else was faster. Keys generated for a lost
// round are offered to the next one. nullopt where the store refuses the change itself.
std::optional<ChangeReport> KeyManager::try_change(Time now, const Planner& planner) {
  const std::lock_guard lock(changing_);
  std::vector<StoredKey> spare;
  const auto take_or_generate = [&](const Plan::Wanted& wanted) {
    const auto found =
        std::find_if(spare.begin(), spare.end(), [&](const StoredKey& key) { return key.alg == name_of(wanted.purpose); });
    StoredKey key = found == spare.end() ? generate(wanted.purpose, now) : std::move(*found);
    if (found != spare.end()) {
      spare.erase(found);
    }
    key.state = wanted.state;
    key.activated_at = wanted.state == State::active ? std::optional(now) : std::nullopt;
    return key;
  };
  std::optional<std::int64_t> lost_at;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const KeyStore::Ring stored = store_.load();
    if (lost_at == stored.version) {
      return std::nullopt;  // nobody was faster
    }
    RotatePlan plan = planner(stored.keys);
    const std::size_t planned = plan.changed.size();
    for (const Plan::Wanted& wanted : plan.wanted) {
      plan.changed.push_back(take_or_generate(wanted));
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
    spare.insert(spare.end(), plan.changed.begin() + static_cast<std::ptrdiff_t>(planned), plan.changed.end());
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
    RotatePlan due = without_refusals(plan(keys, policy(), now));
    reseal(due, keys);
    return due;
  });
}

RotateReport KeyManager::rotate(Time now, bool force) {
  return change(
      now, [&](const std::vector<StoredKey>& keys) { return plan_rotate_now(keys, policy(), now, force); });
}

Expected<ChangeReport, std::string> KeyManager::retire(std::string_view kid, Time now, bool unpublish) {
  bool known = false;
  ChangeReport report = change(now, [&](const std::vector<StoredKey>& keys) {
    known = std::any_of(keys.begin(), keys.end(), [&](const StoredKey& key) { return key.kid == kid; });
    return without_refusals(plan_retire(keys, policy(), kid, now, unpublish));
  });
  if (!known) {
    return unexpected(std::string("no such key; `signet keys list` shows them"));
  }
  return report;
}

Expected<ChangeReport, std::string> KeyManager::import(Purpose purpose, const Secret& pem_or_pkcs8, Time now) {
  const std::vector<Purpose> kept = purposes(policy());
  if (std::find(kept.begin(), kept.end(), purpose) == kept.end()) {
    return unexpected(std::string(name_of(purpose)) + " is not among the algorithms that this server keeps keys for");
  }
  const auto key = read(purpose, pem_or_pkcs8, now);
  if (!key) {
    return unexpected(key.error());
  }
  bool known = false;
  auto report = try_change(now, [&](const std::vector<StoredKey>& keys) {
    known = std::any_of(keys.begin(), keys.end(), [&](const StoredKey& one) { return one.kid == key->kid; });
    return known ? RotatePlan() : without_refusals(plan_import(keys, *key, now));
  });
  if (known) {
    return unexpected("key " + key->kid + " is in the ring already");
  }
  if (!report) {  // [R-KY-3]
    return unexpected("key " + key->kid + " was removed once; a removed key never comes back");
  }
  return std::move(*report);
}

}  // namespace signet::keys
