// The client registry and the assertion replay store in memory.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "clients/client_store.h"
#include "clients/registration_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeClientStore final : public FakeStore, public clients::ClientStore, public clients::RegistrationStore {
 public:
  explicit FakeClientStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] Snapshot load() override {
    const auto guard = lock();
    Snapshot snapshot{version_, {}};
    for (const auto& [client_id, client] : rows_) {
      snapshot.clients.push_back(client);
    }
    return snapshot;
  }

  [[nodiscard]] bool create(const clients::StoredClient& client) override {
    const auto guard = lock();
    if (!ever_taken_.insert(client.client_id).second) {
      return false;
    }
    rows_[client.client_id] = client;
    ++version_;
    return true;
  }

  [[nodiscard]] bool update(const std::string& client_id, const std::string& metadata, bool disabled,
                            Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    if (row == rows_.end()) {
      return false;
    }
    row->second.metadata = metadata;
    row->second.disabled = disabled;
    row->second.updated_at = now;
    ++version_;
    if (disabled) {
      links_.end_families({.client_id = client_id}, now);
    }
    return true;
  }

  [[nodiscard]] bool remove(const std::string& client_id, Time now) override {
    const auto guard = lock();
    if (rows_.erase(client_id) == 0) {
      return false;
    }
    ++version_;
    links_.end_families({.client_id = client_id}, now);
    links_.forget_consents("", client_id);
    return true;
  }

  [[nodiscard]] bool hears_logout(const std::string& client_id) {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    return row != rows_.end() && !row->second.disabled &&
           row->second.metadata.find("\"backchannel_logout_uri\"") != std::string::npos;
  }

  [[nodiscard]] bool rotate_secret(const std::string& client_id, const clients::StoredSecret& fresh,
                                   Time old_expire_at) override {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    if (row == rows_.end()) {
      return false;
    }
    auto& secrets = row->second.secrets;
    std::erase_if(secrets,
                  [&](const auto& old) { return old.expires_at && *old.expires_at <= fresh.created_at; });
    for (clients::StoredSecret& old : secrets) {
      old.expires_at = std::min(old.expires_at.value_or(old_expire_at), old_expire_at);
    }
    secrets.push_back(fresh);
    ++version_;
    return true;
  }

  [[nodiscard]] bool reseal_secret(const std::string& client_id, const std::string& digest, const std::string& sealed) override {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    if (row == rows_.end()) {
      return false;
    }
    for (clients::StoredSecret& secret : row->second.secrets) {
      if (secret.digest == digest && secret.sealed) {
        secret.sealed = sealed;
        return true;
      }
    }
    return false;
  }

  [[nodiscard]] Entry enter(const clients::StoredClient& client, const Terms& terms, Time now) override {
    const auto guard = lock();
    if (self_registered_.size() >= static_cast<std::size_t>(terms.most_clients)) {
      return Entry::full;
    }
    if (!terms.initial_digest.empty()) {
      const auto token = usable(terms.initial_digest, now);
      if (token == initial_tokens_.end()) {
        return Entry::token_refused;
      }
      --token->uses_left;
    }
    ever_taken_.insert(client.client_id);
    self_registered_.insert(client.client_id);
    rows_[client.client_id] = client;
    ++version_;
    return Entry::entered;
  }

  [[nodiscard]] bool replace(const std::string& client_id, const std::string& digest, const std::string& next_digest,
                             const std::string& metadata, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    if (!self_registered_.contains(client_id) || row == rows_.end() || row->second.registration_digest != digest) {
      return false;
    }
    row->second.metadata = metadata;
    row->second.registration_digest = next_digest;
    row->second.updated_at = now;
    ++version_;
    return true;
  }

  // What is withdrawn is remembered for ever here: nothing of the fake is ever swept.
  [[nodiscard]] bool withdraw(const std::string& client_id, const std::string& digest, Time, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    return self_registered_.contains(client_id) && row != rows_.end() && row->second.registration_digest == digest &&
           remove(client_id, now);
  }

  void keep(const std::string& client_id, Time) override {
    const auto guard = lock();
    if (const auto row = rows_.find(client_id); row != rows_.end() && row->second.forget_at) {
      row->second.forget_at.reset();
      ++version_;
    }
  }

  [[nodiscard]] bool admits(const std::string& digest, Time now) override {
    const auto guard = lock();
    return usable(digest, now) != initial_tokens_.end();
  }

  void add_initial_token(const clients::InitialAccessToken& token) override {
    const auto guard = lock();
    initial_tokens_.push_back(token);
  }

  [[nodiscard]] std::vector<clients::InitialAccessToken> initial_tokens(Time now) override {
    const auto guard = lock();
    auto tokens = initial_tokens_;
    std::erase_if(tokens, [&](const auto& token) { return token.expires_at <= now; });
    std::stable_sort(tokens.begin(), tokens.end(), [](const auto& a, const auto& b) { return a.created_at < b.created_at; });
    return tokens;
  }

  [[nodiscard]] bool revoke_initial_token(const std::string& token_id) override {
    const auto guard = lock();
    return std::erase_if(initial_tokens_, [&](const auto& token) { return token.token_id == token_id; }) != 0;
  }

  [[nodiscard]] std::int64_t version() {
    const auto guard = lock();
    return version_;
  }

  // A client that was never registered is not disabled: tests of flows need not register it.
  [[nodiscard]] bool enabled(const std::string& client_id) {
    const auto guard = lock();
    const auto row = rows_.find(client_id);
    return row != rows_.end() ? !row->second.disabled : !ever_taken_.contains(client_id);
  }

 private:
  [[nodiscard]] std::vector<clients::InitialAccessToken>::iterator usable(const std::string& digest, Time now) {
    return std::find_if(initial_tokens_.begin(), initial_tokens_.end(), [&](const auto& token) {
      return token.digest == digest && token.uses_left > 0 && token.expires_at > now;
    });
  }

  std::int64_t version_ = 1;
  std::map<std::string, clients::StoredClient> rows_;
  std::set<std::string> ever_taken_;
  std::set<std::string> self_registered_;
  std::vector<clients::InitialAccessToken> initial_tokens_;
};

class FakeAssertionStore final : public FakeStore, public clients::AssertionStore {
 public:
  explicit FakeAssertionStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] bool use_once(const std::string& client_id, const std::string& jti_digest,
                              Time expires_at) override {
    const auto guard = lock();
    return used_.try_emplace({client_id, jti_digest}, expires_at).second;
  }

 private:
  std::map<std::pair<std::string, std::string>, Time> used_;
};

}  // namespace signet::testing
