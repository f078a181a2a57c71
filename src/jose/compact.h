// What every compact token is read by, whether signed, under a MAC or encrypted. For this room.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jose/verify.h"

namespace signet::jose {

inline constexpr std::size_t kMaxHeaderSize = 4 * 1024;
inline constexpr std::size_t kMaxKidSize = 256;

// The JSON object that a segment encodes, strictly; nullopt where it is longer than `max_size` or anything else.
[[nodiscard]] std::optional<Json> decode_object(std::string_view segment, std::size_t max_size);

// "JWT", "jwt" and "application/jwt" are the same type [RFC7515 §4.1.9]; "" among `typs` allows a header without one.
[[nodiscard]] bool typ_allowed(const Json& header, const std::vector<std::string_view>& typs);

// kid is absent, or a string of bounded length [R-JW-3].
[[nodiscard]] bool kid_acceptable(const Json& header);

// A well-formed JWS that nobody has vouched for.
struct UnverifiedJws {
  Json header;
  Json claims;
  std::string_view signing_input;  // of the token
  std::string signature;
};

// [RFC7515 §7.1] Exactly three parts, none empty: "a.b." is what unsigned tokens look like [S-J6].
[[nodiscard]] std::optional<UnverifiedJws> take_apart(std::string_view token);

// Everything about a signed token that can be judged without a key, in the order that verify() promises. `alg_allowed`
// gets the header's alg as it is spelled there, "" where it is no string.
[[nodiscard]] Expected<UnverifiedJws, JwsFault> read_jws(std::string_view token, std::size_t max_size,
                                                         const std::function<bool(std::string_view alg)>& alg_allowed,
                                                         const std::vector<std::string_view>& typs);

}  // namespace signet::jose
