// The master keys: what everything sealed or authenticated by this provider is derived from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"

namespace signet::crypto {

// Several keys live at once while one replaces another: the first seals, all open.
class MasterKeys {
 public:
  struct Key {
    std::string id;  // 8 base64url characters, computed from the key; public
    Secret bytes;    // 32 bytes
  };

  // One base64url key of 32 bytes per line or comma. The error says what is wrong, without the value.
  [[nodiscard]] static Expected<MasterKeys, std::string> parse(std::string_view text);

  [[nodiscard]] const Key& sealing() const { return keys_.front(); }
  [[nodiscard]] const std::vector<Key>& all() const { return keys_; }

 private:
  std::vector<Key> keys_;
};

}  // namespace signet::crypto
