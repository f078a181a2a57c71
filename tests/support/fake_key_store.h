// The key store in memory.
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "keys/key_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeKeyStore final : public FakeStore, public keys::KeyStore {
 public:
  explicit FakeKeyStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] Ring load() override {
    const auto guard = lock();
    Ring ring{version_, {}};
    for (const auto& [kid, key] : rows_) {
      if (key.state != keys::State::gone) {
        ring.keys.push_back(key);
      }
    }
    std::sort(ring.keys.begin(), ring.keys.end(), keys::listed_before);
    return ring;
  }

  [[nodiscard]] bool replace(std::int64_t version, const std::vector<keys::StoredKey>& changed,
                             Time) override {
    const auto guard = lock();
    const auto revives_gone = [&](const keys::StoredKey& key) {
      const auto row = rows_.find(key.kid);
      return row != rows_.end() && row->second.state == keys::State::gone;
    };
    if (version != version_ || std::any_of(changed.begin(), changed.end(), revives_gone)) {
      return false;
    }
    for (const keys::StoredKey& key : changed) {
      keys::StoredKey& row = rows_[key.kid];
      row = key;
      if (row.state == keys::State::gone) {
        row.private_key.clear();
      }
    }
    ++version_;
    return true;
  }

  [[nodiscard]] std::int64_t version() {
    const auto guard = lock();
    return version_;
  }

 private:
  std::int64_t version_ = 1;
  std::map<std::string, keys::StoredKey> rows_;
};

}  // namespace signet::testing
