// Reading a token under a MAC: what client_secret_jwt sends, and nothing else [OIDC.Core §9]. Deliberate: types and
// functions of their own, so that no list, key or setting ever holds symmetric and asymmetric algorithms together, and
// no public key can be taken for a secret [R-JW-2] [S-J7].
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "base/secret.h"
#include "jose/verify.h"

namespace signet::jose {

enum class MacAlg { HS256, HS384, HS512 };  // [RFC7518 §3.2]

inline constexpr std::array kAllMacAlgs{MacAlg::HS256, MacAlg::HS384, MacAlg::HS512};

// Spelled as on the wire, and back letter for letter.
[[nodiscard]] std::string_view name_of(MacAlg alg);
[[nodiscard]] std::optional<MacAlg> mac_alg_from(std::string_view name);

// Bytes that a secret must have at least for `alg`: those of the hash [RFC7518 §3.2].
[[nodiscard]] std::size_t min_secret_size(MacAlg alg);

// What the caller, not the token, decides; as in VerifyRules.
struct MacRules {
  std::vector<MacAlg> algs;
  std::vector<std::string_view> typs;
  std::size_t max_size = kMaxTokenSize;
};

// A token that somebody who knows the secret has made: its owner, or we ourselves. Its claims are authentic, but not
// yet judged.
class VerifiedMac {
 public:
  Json header;
  Json claims;
  MacAlg alg;

 private:
  friend Expected<VerifiedMac, JwsFault> verify_mac(std::string_view, const MacRules&, std::span<const Secret>);
  VerifiedMac(Json token_header, Json token_claims, MacAlg token_alg)
      : header(std::move(token_header)), claims(std::move(token_claims)), alg(token_alg) {}
};

// As strict as verify(), in the same order. The key is the secret's own bytes [OIDC.Core §10.1]; secrets shorter than
// the hash are passed over, the empty one above all [S-J8]. kid is not looked at. Never throws for what a token contains.
[[nodiscard]] Expected<VerifiedMac, JwsFault> verify_mac(std::string_view token, const MacRules& rules,
                                                         std::span<const Secret> secrets);

}  // namespace signet::jose
