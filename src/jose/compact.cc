#include "jose/compact.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/text.h"

namespace signet::jose {

std::optional<Json> decode_object(std::string_view segment, std::size_t max_size) {
  const auto text = base64url_decode(segment);
  return text && text->size() <= max_size ? parse_json_object(*text) : std::nullopt;
}

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

std::optional<UnverifiedJws> take_apart(std::string_view token) {
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
  return UnverifiedJws{std::move(*header), std::move(*claims), token.substr(0, second), std::move(*signature)};
}

Expected<UnverifiedJws, JwsFault> read_jws(std::string_view token, std::size_t max_size,
                                           const std::function<bool(std::string_view alg)>& alg_allowed,
                                           const std::vector<std::string_view>& typs) {
  if (token.size() > max_size) {
    return unexpected(JwsFault::too_large);
  }
  auto parts = take_apart(token);
  if (!parts || !kid_acceptable(parts->header)) {
    return unexpected(JwsFault::malformed);
  }
  if (!alg_allowed(string_member(parts->header, "alg").value_or(""))) {
    return unexpected(JwsFault::alg_not_allowed);
  }
  // [R-JW-4] We implement no extension, so whatever crit names is one that we do not understand. b64 changes
  // what was signed and must not be overlooked where crit is missing.
  if (parts->header.contains("crit") || parts->header.contains("b64")) {
    return unexpected(JwsFault::critical_header);
  }
  if (!typ_allowed(parts->header, typs)) {
    return unexpected(JwsFault::wrong_typ);
  }
  return std::move(*parts);
}

}  // namespace signet::jose
