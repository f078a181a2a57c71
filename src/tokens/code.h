// Authorization codes: sealed, not stored. What a code allows travels inside it; only its being spent is remembered.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/random.h"
#include "base/time.h"
#include "crypto/seal.h"
#include "tokens/authorization.h"

namespace signet::tokens {

struct Code {
  std::string code_id;             // what `spent_codes` remembers; random
  Authorization authorization;
  std::string redirect_uri_hash;   // base64url SHA-256 of the redirect URI in use
  bool redirect_uri_sent = false;  // it was a parameter of the authorization request [R-CD-5]
  std::string code_challenge;      // S256; empty: none was sent [R-PK-3]
  std::string dpop_jkt;            // the key by which alone it may be redeemed [RFC9449 §10]; empty: any, or none
  Time expires_at;
  Time session_expires_at;         // absolute end of the session, hence of tokens without offline_access
};

// Longest code that may leave [R-AZ-18]; a browser and every proxy on the way carry it in a URL.
inline constexpr std::size_t kLongestCode = 2048;

class Codes {
 public:
  explicit Codes(const crypto::MasterKeys& keys) : sealer_(keys, "authorization code") {}

  // The code as text, or nullopt if it would be longer than kLongestCode.
  [[nodiscard]] std::optional<std::string> seal(const Code& code, Random& random) const;

  // What was sealed, whether or not it has expired: an expired code that was spent is still judged as a replay.
  [[nodiscard]] std::optional<Code> open(std::string_view text) const;

 private:
  crypto::Sealer sealer_;
};

}  // namespace signet::tokens
