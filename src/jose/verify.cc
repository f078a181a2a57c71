#include "jose/verify.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/text.h"

namespace signet::jose {
namespace {

constexpr std::size_t kMaxHeaderSize = 4 * 1024;
constexpr std::size_t kMaxKidSize = 256;

struct Parts {
  Json header;
  Json claims;
  std::string_view signing_input;
  std::string signature;
};

std::optional<Json> decode_object(std::string_view segment, std::size_t max_size) {
  const auto text = base64url_decode(segment);
  return text && text->size() <= max_size ? parse_json_object(*text) : std::nullopt;
}

// [RFC7515 §7.1] Exactly three parts, none empty: "a.b." is what unsigned tokens look like [S-J6].
std::optional<Parts> take_apart(std::string_view token) {
  const std::size_t first = token.find('.');
  const std::size_t second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) {
    return std::nullopt;
  }
  auto signature = base64url_decode(token.substr(second + 1));
  auto header = decode_object(token.substr(0, first), kMaxHeaderSize);
  auto claims =
      header ? decode_object(token.substr(first + 1, second - first - 1), token.size()) : std::nullopt;
  if (!claims || !signature || signature->empty()) {
    return std::nullopt;
  }
  return Parts{std::move(*header), std::move(*claims), token.substr(0, second), std::move(*signature)};
}

std::optional<Alg> alg_of(const Json& header) {
  const auto name = string_member(header, "alg");
  return name ? alg_from(*name) : std::nullopt;
}

// "JWT", "jwt" and "application/jwt" are the same type [RFC7515 §4.1.9].
bool typ_allowed(const Json& header, const std::vector<std::string_view>& typs) {
  const auto allowed = [&](std::string_view typ) {
    return std::any_of(typs.begin(), typs.end(),
                       [&](std::string_view one) { return ascii_iequals(one, typ); });
  };
  if (!header.contains("typ")) {
    return allowed("");
  }
  const auto typ = string_member(header, "typ");
  constexpr std::string_view kPrefix = "application/";
  std::string_view name = typ ? std::string_view(*typ) : std::string_view();
  if (ascii_iequals(name.substr(0, kPrefix.size()), kPrefix)) {
    name.remove_prefix(kPrefix.size());
  }
  return !name.empty() && allowed(name);
}

bool kid_acceptable(const Json& header) {
  if (!header.contains("kid")) {
    return true;
  }
  const auto kid = string_member(header, "kid");
  return kid && kid->size() <= kMaxKidSize;
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
  if (token.size() > rules.max_size) {
    return unexpected(JwsFault::too_large);
  }
  auto parts = take_apart(token);
  if (!parts || !kid_acceptable(parts->header)) {
    return unexpected(JwsFault::malformed);
  }
  const auto alg = alg_of(parts->header);
  if (!alg || std::find(rules.algs.begin(), rules.algs.end(), *alg) == rules.algs.end()) {
    return unexpected(JwsFault::alg_not_allowed);
  }
  // [R-JW-4] We implement no extension, so whatever crit names is one that we do not understand. b64 changes
  // what was signed and must not be overlooked where crit is missing.
  if (parts->header.contains("crit") || parts->header.contains("b64")) {
    return unexpected(JwsFault::critical_header);
  }
  if (!typ_allowed(parts->header, rules.typs)) {
    return unexpected(JwsFault::wrong_typ);
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
