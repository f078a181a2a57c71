// Sealed state: what we hand out and must be able to trust and keep private when it comes back.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "crypto/master_keys.h"

namespace signet::crypto {

// AES-256-GCM under keys derived from the master keys for one purpose; key id and purpose are authenticated, so what
// was sealed for one purpose never opens as another. Const and thread-safe.
class Sealer {
 public:
  Sealer(const MasterKeys& keys, std::string purpose);

  // "<key id>.<base64url of IV, ciphertext, tag>". `context` must be given again to open: it binds the box to a row,
  // a kid, a browser.
  [[nodiscard]] std::string seal(std::string_view plain, std::string_view context, Random& random) const;

  // What was sealed, or nullopt: one answer for every kind of damage [R-JW-7]. Exactly one text opens, because
  // decoding is strict and every byte is authenticated [R-TK-5].
  [[nodiscard]] std::optional<std::string> open(std::string_view box, std::string_view context) const;

 private:
  struct PurposeKey {
    std::string id;
    Secret bytes;
  };
  [[nodiscard]] std::string associated_data(std::string_view key_id, std::string_view context) const;

  std::string purpose_;
  std::vector<PurposeKey> keys_;
};

// HMAC-SHA-256 under keys derived from the master keys for one purpose. Const and thread-safe.
class Authenticator {
 public:
  Authenticator(const MasterKeys& keys, std::string_view purpose);

  struct Tag {
    std::string key_id;
    std::string mac;  // 32 raw bytes
  };
  [[nodiscard]] Tag authenticate(std::string_view bytes) const;

  // Whether the key `key_id` made `mac` over `bytes`; in constant time. False for an unknown key id.
  [[nodiscard]] bool verify(std::string_view key_id, std::string_view bytes, std::string_view mac) const;

  // MAC under a named key: for successors that must stay under the key of their parent. nullopt if it is unknown.
  [[nodiscard]] std::optional<std::string> mac_under(std::string_view key_id, std::string_view bytes) const;

 private:
  struct PurposeKey {
    std::string id;
    Secret bytes;
  };
  std::vector<PurposeKey> keys_;
};

}  // namespace signet::crypto
