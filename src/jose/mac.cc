#include "jose/mac.h"

#include <algorithm>

#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "jose/compact.h"

namespace signet::jose {
namespace {

constexpr std::array<std::string_view, kAllMacAlgs.size()> kNames{"HS256", "HS384", "HS512"};
constexpr std::array kHashBits{256, 384, 512};

int hash_bits_of(MacAlg alg) { return kHashBits[static_cast<std::size_t>(alg)]; }

}  // namespace

std::string_view name_of(MacAlg alg) { return kNames[static_cast<std::size_t>(alg)]; }

std::optional<MacAlg> mac_alg_from(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  return found == kNames.end() ? std::nullopt : std::optional(static_cast<MacAlg>(found - kNames.begin()));
}

std::size_t min_secret_size(MacAlg alg) { return static_cast<std::size_t>(hash_bits_of(alg)) / 8; }

Expected<VerifiedMac, JwsFault> verify_mac(std::string_view token, const MacRules& rules, std::span<const Secret> secrets) {
  std::optional<MacAlg> alg;
  const auto allowed = [&](std::string_view name) {
    alg = mac_alg_from(name);
    return alg && std::find(rules.algs.begin(), rules.algs.end(), *alg) != rules.algs.end();
  };
  auto jws = read_jws(token, rules.max_size, allowed, rules.typs);
  if (!jws) {
    return unexpected(jws.error());
  }
  bool tried = false;
  for (const Secret& secret : secrets) {
    if (secret.size() < min_secret_size(*alg)) {
      continue;
    }
    tried = true;
    if (crypto::equal_in_constant_time(crypto::hmac_sha2(hash_bits_of(*alg), secret, jws->signing_input), jws->signature)) {
      return VerifiedMac(std::move(jws->header), std::move(jws->claims), *alg);
    }
  }
  return unexpected(tried ? JwsFault::bad_signature : JwsFault::unknown_key);
}

}  // namespace signet::jose
