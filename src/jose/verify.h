// Reading a signed token strictly: the only way from a stranger's characters to claims that somebody vouched
// for.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jose/alg.h"
#include "jose/public_key.h"

namespace signet::jose {

inline constexpr std::size_t kMaxTokenSize = 16 * 1024;
inline constexpr std::size_t kMaxRequestObjectSize = 64 * 1024;

// What the caller, not the token, decides.
struct VerifyRules {
  std::vector<Alg> algs;
  std::vector<std::string_view> typs;  // lower case; "" allows a header without typ [RFC8725 §3.11]
  std::size_t max_size = kMaxTokenSize;
};

// For the log; a client hears one answer for all of them.
enum class JwsFault {
  too_large,
  malformed,
  alg_not_allowed,
  critical_header,
  wrong_typ,
  unknown_key,
  bad_signature
};
[[nodiscard]] std::string_view name_of(JwsFault fault);

// Keys that may have signed a token with this header. The claims are a hint: nobody has vouched for them yet;
// use them to find whose keys to take, and for nothing else. Each key still has to allow the token's
// algorithm.
using KeySource = std::function<std::vector<std::shared_ptr<const PublicKey>>(const Json& header,
                                                                              const Json& unverified_claims)>;

// The keys of one set, chosen by the header's kid and alg. `keys` must outlive the source.
[[nodiscard]] KeySource keys_of(const KeySet& keys);

// A token whose signature holds. Its claims are authentic, but not yet judged: exp, aud and the rest are the
// caller's (jose/claims.h) [R-JW-8].
class VerifiedJws {
 public:
  Json header;
  Json claims;
  Alg alg;
  std::string kid;  // of the key that verified; "" where it has none

 private:
  friend Expected<VerifiedJws, JwsFault> verify(std::string_view, const VerifyRules&, const KeySource&);
  VerifiedJws(Json token_header, Json token_claims, Alg token_alg, std::string key_kid)
      : header(std::move(token_header)),
        claims(std::move(token_claims)),
        alg(token_alg),
        kid(std::move(key_kid)) {}
};

// [R-JW-1] to [R-JW-4], in this order: size, three parts of strict base64url, JSON without duplicates, alg in
// the rules, no crit or b64, typ in the rules, a key for that alg, the signature. Do not key anything on the
// token's text afterwards: ECDSA signatures have two forms [S-J13]; use jti. Never throws for what a token
// contains.
[[nodiscard]] Expected<VerifiedJws, JwsFault> verify(std::string_view token, const VerifyRules& rules,
                                                     const KeySource& keys);

// The claims of a well-formed token without any check of its signature: a hint about who might be speaking.
[[nodiscard]] std::optional<Json> peek_claims(std::string_view token, std::size_t max_size = kMaxTokenSize);

}  // namespace signet::jose
