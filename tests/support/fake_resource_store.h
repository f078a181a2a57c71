// The registry of protected resources in memory.
#pragma once

#include <map>
#include <string>

#include "clients/resource_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeResourceStore final : public FakeStore, public clients::ResourceStore {
 public:
  explicit FakeResourceStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] Snapshot load() override {
    const auto guard = lock();
    Snapshot snapshot{version_, {}};
    for (const auto& [uri, resource] : rows_) {
      snapshot.resources.push_back(resource);
    }
    return snapshot;
  }

  [[nodiscard]] bool add(const clients::Resource& resource) override {
    const auto guard = lock();
    const bool added = rows_.try_emplace(resource.uri, resource).second;
    version_ += added ? 1 : 0;
    return added;
  }

  [[nodiscard]] bool remove(const std::string& uri, Time) override {
    const auto guard = lock();
    const bool removed = rows_.erase(uri) > 0;
    version_ += removed ? 1 : 0;
    return removed;
  }

 private:
  std::int64_t version_ = 1;
  std::map<std::string, clients::Resource> rows_;
};

}  // namespace signet::testing
