// Tokens as an attacker would write them: any text as header and payload, under a signature that holds.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/base64url.h"
#include "jose/signing_key.h"
#include "jose/verify.h"

namespace signet::jose::testing {

inline std::string unsigned_token(std::string_view header, std::string_view payload) {
  return base64url_encode(header) + '.' + base64url_encode(payload);
}

inline std::string signed_token(const SigningKey& key, std::string_view header, std::string_view payload) {
  const std::string input = unsigned_token(header, payload);
  return input + '.' + base64url_encode(key.sign(input));
}

// One key per algorithm and process: RSA keys take a while.
inline const SigningKey& key_for(Alg alg) {
  static std::vector<std::shared_ptr<const SigningKey>> keys(kAllAlgs.size());
  auto& key = keys[static_cast<std::size_t>(alg)];
  if (key == nullptr) {
    key = SigningKey::generate(alg);
  }
  return *key;
}

// Offers `keys` whatever the token says.
inline KeySource only(std::vector<std::shared_ptr<const PublicKey>> keys) {
  return [keys = std::move(keys)](const Json&, const Json&) { return keys; };
}
inline KeySource only(const SigningKey& key) { return only({key.public_key()}); }

}  // namespace signet::jose::testing
