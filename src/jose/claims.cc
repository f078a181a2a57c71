#include "jose/claims.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace signet::jose {
namespace {

constexpr std::int64_t kEndOf9999 = 253402300800;  // the first second of the year 10000

}  // namespace

std::optional<std::int64_t> numeric_date(const Json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end()) {
    return std::nullopt;
  }
  if (found->is_number_unsigned()) {
    const auto value = found->get<std::uint64_t>();
    return value < static_cast<std::uint64_t>(kEndOf9999) ? std::optional(static_cast<std::int64_t>(value))
                                                          : std::nullopt;
  }
  if (found->is_number_integer()) {
    const auto value = found->get<std::int64_t>();
    return value >= 0 && value < kEndOf9999 ? std::optional(value) : std::nullopt;
  }
  if (found->is_number_float()) {
    const double value = found->get<double>();
    // Written so that NaN fails; the bounds also keep the conversion defined.
    return value >= 0 && value < static_cast<double>(kEndOf9999)
               ? std::optional(static_cast<std::int64_t>(std::floor(value)))
               : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> audiences(const Json& claims) {
  if (auto one = string_member(claims, "aud")) {
    return std::vector<std::string>{std::move(*one)};
  }
  return strings_member(claims, "aud");
}

bool audience_contains(const Json& claims, std::string_view audience) {
  const auto all = audiences(claims);
  return all && std::find(all->begin(), all->end(), audience) != all->end();
}

std::optional<std::string> bounded_claim(const Json& claims, const char* name, std::size_t max_size) {
  auto value = string_member(claims, name);
  // \u0000 is legal JSON; a database would cut the text there [S-D1].
  const bool fits = value && !value->empty() && value->size() <= max_size && is_clean_text(*value);
  return fits ? std::move(value) : std::nullopt;
}

std::string_view name_of(TimeFault fault) {
  switch (fault) {
    case TimeFault::exp_missing:
      return "exp_missing";
    case TimeFault::exp_malformed:
      return "exp_malformed";
    case TimeFault::expired:
      return "expired";
    case TimeFault::nbf_malformed:
      return "nbf_malformed";
    case TimeFault::not_yet_valid:
      return "not_yet_valid";
    case TimeFault::iat_malformed:
      return "iat_malformed";
    case TimeFault::issued_in_future:
      return "issued_in_future";
  }
  return "unknown";
}

std::optional<TimeFault> check_times(const Json& claims, Time now, Skew skew) {
  const std::int64_t earliest = epoch_seconds(now) - skew.behind.count();
  const std::int64_t latest = epoch_seconds(now) + skew.ahead.count();
  const auto exp = numeric_date(claims, "exp");
  if (!exp) {
    return claims.contains("exp") ? TimeFault::exp_malformed : TimeFault::exp_missing;
  }
  if (*exp <= earliest) {
    return TimeFault::expired;
  }
  const auto nbf = numeric_date(claims, "nbf");
  if (!nbf && claims.contains("nbf")) {
    return TimeFault::nbf_malformed;
  }
  if (nbf && *nbf > latest) {
    return TimeFault::not_yet_valid;
  }
  const auto iat = numeric_date(claims, "iat");
  if (!iat && claims.contains("iat")) {
    return TimeFault::iat_malformed;
  }
  if (iat && *iat > latest) {
    return TimeFault::issued_in_future;
  }
  return std::nullopt;
}

}  // namespace signet::jose
