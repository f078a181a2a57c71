// One DPoP proof: a JWT by which whoever sends a request shows that they have a key [RFC9449 §4].
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "jose/alg.h"

namespace signet::dpop {

// What a proof may be signed with: those of FAPI and their stronger sisters; RS256 and its kin are left out [FAPI2.Security §5.4.1].
inline constexpr std::array kAlgs{jose::Alg::PS256, jose::Alg::PS384, jose::Alg::PS512, jose::Alg::ES256,
                                  jose::Alg::ES384, jose::Alg::ES512, jose::Alg::EdDSA};

struct Proof {
  std::string jkt;  // thumbprint of the key that is in the proof and has signed it
  std::string jti;
  std::string htm;
  std::string htu;  // normalised
  Time issued_at;
  std::optional<std::string> nonce;
  std::optional<std::string> ath;
};

// The proof that `text` is, its signature checked with the public key that it brings [RFC9449 §4.3]; what it is for is not judged
// yet. The error is for the log and repeats nothing of the proof.
[[nodiscard]] Expected<Proof, std::string> read_proof(std::string_view text);

// `uri` without query and fragment, in the form that equal URIs share [RFC3986 §6.2.2, §6.2.3]; nullopt where it is no http(s) URL.
[[nodiscard]] std::optional<std::string> normalised_htu(std::string_view uri);

}  // namespace signet::dpop
