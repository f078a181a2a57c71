#include "accounts/password.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <new>

#include <utf8proc.h>

#include "base/text.h"

namespace signet::accounts {
namespace {

Secret to_nfc(std::string_view clean_text) {
  utf8proc_uint8_t* composed = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(clean_text.data()),
                   static_cast<utf8proc_ssize_t>(clean_text.size()), &composed,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) {
    throw std::bad_alloc();  // well-formed text cannot fail otherwise
  }
  Secret result(std::string_view(reinterpret_cast<const char*>(composed), static_cast<std::size_t>(size)));
  explicit_bzero(composed, static_cast<std::size_t>(size));
  std::free(composed);
  return result;
}

}  // namespace

std::optional<Secret> normalise_password(std::string_view typed) {
  if (typed.size() > kLongestPasswordBytes || !is_clean_text(typed)) {
    return std::nullopt;
  }
  return to_nfc(typed);
}

Expected<Secret, std::string> acceptable_password(std::string_view typed, const PasswordPolicy& policy,
                                                  std::span<const std::string> names) {
  if (typed.size() > kLongestPasswordBytes) {
    return unexpected(std::string("The password is longer than 1024 bytes."));
  }
  auto password = normalise_password(typed);
  if (!password) {
    return unexpected(std::string("The password holds a control character, or is not UTF-8 text."));
  }
  const std::size_t least = std::max(policy.min_code_points, kShortestPasswordEver);
  if (count_code_points(password->reveal()) < least) {
    return unexpected("The password has fewer than " + std::to_string(least) + " characters.");
  }
  if (is_common_password(password->reveal(), policy.more_common.get())) {
    return unexpected(std::string("Very many people have chosen this password, so it is tried first. Choose another one."));
  }
  if (is_made_of(password->reveal(), names)) {
    return unexpected(std::string("The password is little more than the e-mail address. Choose another one."));
  }
  return std::move(*password);
}

}  // namespace signet::accounts
