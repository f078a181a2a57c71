// The client registry and the assertion replay store in memory.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "clients/client_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeClientStore final : public FakeStore, public clients::ClientStore {
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
  std::int64_t version_ = 1;
  std::map<std::string, clients::StoredClient> rows_;
  std::set<std::string> ever_taken_;
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
