// Judging the claims of a verified token: numbers that are really points in time, an audience that is really
// ours.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"

namespace signet::jose {

// Whole seconds, fractions rounded down, from 1970 to the end of the year 9999. nullopt where the claim is
// absent, negative, beyond, not finite, a boolean or a string: exp:-1 must not mean "for ever" [S-J10,
// R-IN-3].
[[nodiscard]] std::optional<std::int64_t> numeric_date(const Json& claims, const char* name);

// aud is a string or an array of strings [RFC7519 §4.1.3]; false for anything else, however much of it would
// match.
[[nodiscard]] bool audience_contains(const Json& claims, std::string_view audience);

// The members of aud; nullopt where it is absent or malformed.
[[nodiscard]] std::optional<std::vector<std::string>> audiences(const Json& claims);

// A string that is not empty, has at most `max_size` bytes and no control characters; for iss, sub, jti and
// their like.
[[nodiscard]] std::optional<std::string> bounded_claim(const Json& claims, const char* name,
                                                       std::size_t max_size = 256);

// How far another party's clock may be away from ours [R-TIME-1].
struct Skew {
  Seconds ahead{10};
  Seconds behind{60};
};
inline constexpr Skew kNoSkew{Seconds(0), Seconds(0)};  // for tokens of our own

enum class TimeFault {
  exp_missing,
  exp_malformed,
  expired,
  nbf_malformed,
  not_yet_valid,
  iat_malformed,
  issued_in_future
};
[[nodiscard]] std::string_view name_of(TimeFault fault);

// exp is required, and at that very second the token has expired; nbf and iat are honoured where present.
// nullopt: all is well.
[[nodiscard]] std::optional<TimeFault> check_times(const Json& claims, Time now, Skew skew = {});

}  // namespace signet::jose
