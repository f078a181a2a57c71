#include "dpop/proofs.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"

namespace signet::dpop {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

Proofs::Proofs(std::vector<std::string> origins, clients::AssertionStore& used, const crypto::MasterKeys& master_keys, Random& random,
               bool demand_nonce)
    : origins_(std::move(origins)), used_(used), nonces_(master_keys, "DPoP nonce"), random_(random), demand_nonce_(demand_nonce) {}

std::string Proofs::nonce(Time now) const { return nonces_.seal(std::to_string(epoch_ms(now)), "", random_); }

bool Proofs::is_good(std::string_view nonce, Time now) const {
  const auto text = nonces_.open(nonce, "");
  const auto made = text ? parse_digits(*text) : std::nullopt;
  return made && from_epoch_ms(*made) > now - kNonceLife && from_epoch_ms(*made) <= now + kAhead;  // of a replica whose clock is ahead
}

Result<void> Proofs::judge(const Proof& proof, const web::Request& request, std::string_view access_token) const {
  if (proof.htm != web::name_of(request.method)) {
    return fail(Reason::dpop_proof_invalid, "htm is another method");
  }
  const bool is_here = std::any_of(origins_.begin(), origins_.end(),
                                   [&](const std::string& origin) { return proof.htu == normalised_htu(origin + request.path); });
  if (!is_here) {
    return fail(Reason::dpop_proof_invalid, "htu is another URL");
  }
  if (!access_token.empty() &&
      (!proof.ath || !crypto::equal_in_constant_time(*proof.ath, crypto::sha256_base64url(access_token)))) {
    return fail(Reason::dpop_proof_invalid, "ath is missing or of another access token");
  }
  if (proof.nonce) {
    return is_good(*proof.nonce, request.now) ? Result<void>() : fail(Reason::dpop_nonce_needed, "the nonce is not ours, or too old");
  }
  if (demand_nonce_) {
    return fail(Reason::dpop_nonce_needed, "there is none");
  }
  if (proof.issued_at < request.now - kBehind || proof.issued_at > request.now + kAhead) {
    return fail(Reason::dpop_proof_invalid, "iat is not now");
  }
  return {};
}

Result<std::string> Proofs::key(const web::Request& request, std::string_view access_token) const {
  const std::size_t headers = request.count("DPoP");
  if (headers == 0) {
    return std::string();
  }
  if (headers > 1) {
    return fail(Reason::dpop_proof_repeated);
  }
  const auto proof = read_proof(*request.header("DPoP"));
  if (!proof) {
    return fail(Reason::dpop_proof_invalid, proof.error());
  }
  if (auto judged = judge(*proof, request, access_token); !judged) {
    return unexpected(std::move(judged.error()));
  }
  // In the place of a client stands the key, which no client_id can be taken for: what is hashed here has a line break, a jti has none.
  const Time until = request.now + std::max(kNonceLife, kBehind) + kAhead;
  if (!used_.use_once(proof->jkt, crypto::sha256_base64url(proof->htu + '\n' + proof->jti), until)) {
    return fail(Reason::dpop_proof_replayed);
  }
  return proof->jkt;
}

}  // namespace signet::dpop
