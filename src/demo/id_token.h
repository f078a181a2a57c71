// How a relying party reads an ID token before it believes a word of it [OIDC.Core §3.1.3.7].
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "jose/public_key.h"
#include "jose/verify.h"

namespace signet::demo {

// What a genuine token must say. One without a nonce or a sub to compare leaves it empty.
struct IdTokenRules {
  std::string_view issuer;
  std::string_view client_id;
  std::optional<std::string_view> nonce;  // of this very sign-in
  std::optional<std::string_view> sub;  // of the person who signed in before, at a refresh [OIDC.Core §12.2]
  std::string_view access_token;        // issued beside it; at_hash must bind it
};

// The token, or a sentence for the page that says what is wrong with it.
[[nodiscard]] Expected<jose::VerifiedJws, std::string> check_id_token(std::string_view id_token,
                                                                      const jose::KeySet& keys,
                                                                      const IdTokenRules& rules, Time now);

}  // namespace signet::demo
