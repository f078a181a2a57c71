#include "jose/verify.h"

#include <algorithm>

#include "jose/compact.h"

namespace signet::jose {
namespace {

std::optional<Alg> alg_of(const Json& header) {
  const auto name = string_member(header, "alg");
  return name ? alg_from(*name) : std::nullopt;
}

}  // namespace

std::string_view name_of(JwsFault fault) {
  switch (fault) {
    case JwsFault::too_large:
      return "too_large";
    case JwsFault::malformed:
      return "malformed";
    case JwsFault::alg_not_allowed:
      return "alg_not_allowed";
    case JwsFault::critical_header:
      return "critical_header";
    case JwsFault::wrong_typ:
      return "wrong_typ";
    case JwsFault::unknown_key:
      return "unknown_key";
    case JwsFault::bad_signature:
      return "bad_signature";
  }
  return "unknown";
}

KeySource keys_of(const KeySet& keys) {
  return [&keys](const Json& header, const Json&) {
    const auto kid = string_member(header, "kid");
    const auto alg = alg_of(header);
    return alg ? keys.candidates(kid, *alg) : std::vector<std::shared_ptr<const PublicKey>>();
  };
}

Expected<VerifiedJws, JwsFault> verify(std::string_view token, const VerifyRules& rules,
                                       const KeySource& keys) {
  std::optional<Alg> alg;
  const auto allowed = [&](std::string_view name) {
    alg = alg_from(name);
    return alg && std::find(rules.algs.begin(), rules.algs.end(), *alg) != rules.algs.end();
  };
  auto parts = read_jws(token, rules.max_size, allowed, rules.typs);
  if (!parts) {
    return unexpected(parts.error());
  }
  bool tried = false;
  for (const auto& key : keys(parts->header, parts->claims)) {
    if (key == nullptr || !key->can_verify(*alg)) {
      continue;
    }
    tried = true;
    if (key->verify(*alg, parts->signing_input, parts->signature)) {
      return VerifiedJws(std::move(parts->header), std::move(parts->claims), *alg, key->kid());
    }
  }
  return unexpected(tried ? JwsFault::bad_signature : JwsFault::unknown_key);
}

std::optional<Json> peek_claims(std::string_view token, std::size_t max_size) {
  if (token.size() > max_size) {
    return std::nullopt;
  }
  auto parts = take_apart(token);
  return parts ? std::optional(std::move(parts->claims)) : std::nullopt;
}

}  // namespace signet::jose
