// Passwords as people choose and type them: how long, which characters, and one form of each [R-PW-1,
// R-PW-2].
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "accounts/guessable.h"
#include "base/result.h"
#include "base/secret.h"

namespace signet::accounts {

inline constexpr std::size_t kShortestPasswordEver = 8;     // code points; no setting goes below
inline constexpr std::size_t kLongestPasswordBytes = 1024;  // as typed, in UTF-8

struct PasswordPolicy {
  std::size_t min_code_points = 15;  // the password is the only factor; less than 8 counts as 8
  std::shared_ptr<const PasswordList> more_common = nullptr;  // refused beside the built-in list
  std::vector<std::string> names = {"signet"};                // of this service; refused like the person's own

  [[nodiscard]] std::size_t least() const { return std::max(min_code_points, kShortestPasswordEver); }
};

// `typed` in the one form that is hashed: Unicode NFC, so that the same word typed on two keyboards is one
// password. Nullopt where nobody can have it: not UTF-8, a control character in it, or more than 1,024 bytes.
[[nodiscard]] std::optional<Secret> normalise_password(std::string_view typed);

// Why a new password cannot be taken.
struct PasswordRefusal {
  enum class Problem { too_short, too_long, no_text, common, own_name };
  Problem problem;
  std::size_t least = 0;  // characters, for too_short

  [[nodiscard]] std::string sentence() const;
};

// The normalised form of a new password, or why it cannot be taken. Length is counted
// in code points after NFC; any printable character and space will do; there are no rules of composition. What is tried
// first is refused: common passwords, and those made of `names`, which are the person's own [R-PW-3].
[[nodiscard]] Expected<Secret, PasswordRefusal> acceptable_password(std::string_view typed, const PasswordPolicy& policy,
                                                                std::span<const std::string> names = {});

}  // namespace signet::accounts
