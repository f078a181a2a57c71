#include "protocol/pkce.h"

#include <algorithm>

#include "base/base64url.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"

namespace signet::protocol {

bool is_code_challenge(std::string_view text) { return text.size() == 43 && base64url_decode(text).has_value(); }

bool is_code_verifier(std::string_view text) {
  return text.size() >= 43 && text.size() <= 128 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
         });
}

bool verifier_matches(std::string_view verifier, std::string_view challenge) {
  const auto expected = base64url_decode(challenge);
  return expected && crypto::equal_in_constant_time(crypto::sha256_bytes(verifier), *expected);
}

}  // namespace signet::protocol
