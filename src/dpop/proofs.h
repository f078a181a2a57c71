// Who sends a request has the key they say: DPoP proofs, judged and used up [RFC9449].
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "clients/client_store.h"
#include "crypto/seal.h"
#include "dpop/proof.h"
#include "protocol/error.h"
#include "web/request.h"

namespace signet::dpop {

// Const and thread-safe. Without a DPoP header nothing is written, nor anything looked up.
class Proofs {
 public:
  // How far iat may be from now [R-DP-1]; and how long a nonce of ours is good.
  static constexpr Seconds kBehind{60};
  static constexpr Seconds kAhead{10};
  static constexpr Seconds kNonceLife{300};

  // `origins` are those at which this server is called. With `demand_nonce` a proof needs a nonce of ours.
  Proofs(std::vector<std::string> origins, clients::AssertionStore& used, const crypto::MasterKeys& master_keys, Random& random,
         bool demand_nonce);

  // The thumbprint of the key that signed the request's proof; empty where it has none. The proof is for this method and URL, for
  // `access_token` where that is not empty, made just now, and used for the first time on any replica [R-DP-2]. Refusals: dpop_proof_repeated,
  // _invalid, _replayed, dpop_nonce_needed.
  [[nodiscard]] protocol::Result<std::string> key(const web::Request& request, std::string_view access_token) const;

  // A nonce for the next proof: sealed time, which every replica can judge and nobody else can make [R-DP-3].
  [[nodiscard]] std::string nonce(Time now) const;
  [[nodiscard]] bool demands_nonce() const { return demand_nonce_; }

 private:
  [[nodiscard]] protocol::Result<void> judge(const Proof& proof, const web::Request& request, std::string_view access_token) const;
  [[nodiscard]] bool is_good(std::string_view nonce, Time now) const;

  std::vector<std::string> origins_;
  clients::AssertionStore& used_;
  crypto::Sealer nonces_;
  Random& random_;
  bool demand_nonce_;
};

}  // namespace signet::dpop
