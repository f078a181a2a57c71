// The provider's own secrets in memory.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "keys/server_secret.h"

namespace signet::testing {

class FakeServerSecretStore final : public keys::ServerSecretStore {
 public:
  [[nodiscard]] std::string find_or_put(const std::string& name, const std::string& fresh) override {
    const std::lock_guard lock(mutex_);
    return rows_.try_emplace(name, fresh).first->second;
  }

  [[nodiscard]] bool replace(const std::string& name, const std::string& old, const std::string& fresh) override {
    const std::lock_guard lock(mutex_);
    const auto row = rows_.find(name);
    if (row == rows_.end() || row->second != old) {
      return false;
    }
    row->second = fresh;
    return true;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> rows_;
};

}  // namespace signet::testing
