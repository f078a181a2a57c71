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

std::string PasswordRefusal::sentence() const {
  switch (problem) {
    case Problem::too_short: return "The password has fewer than " + std::to_string(least) + " characters.";
    case Problem::too_long: return "The password is longer than 1024 bytes.";
    case Problem::no_text: return "The password holds a control character, or is not UTF-8 text.";
    case Problem::common: return "Very many people have chosen this password, so it is tried first. Choose another one.";
    case Problem::own_name: break;
  }
  return "The password is little more than the e-mail address, or the name of this service. Choose another one.";
}

Expected<Secret, PasswordRefusal> acceptable_password(std::string_view typed, const PasswordPolicy& policy,
                                                      std::span<const std::string> names) {
  using Problem = PasswordRefusal::Problem;
  if (typed.size() > kLongestPasswordBytes) {
    return unexpected(PasswordRefusal{Problem::too_long});
  }
  auto password = normalise_password(typed);
  if (!password) {
    return unexpected(PasswordRefusal{Problem::no_text});
  }
  const std::size_t least = policy.least();
  if (count_code_points(password->reveal()) < least) {
    return unexpected(PasswordRefusal{Problem::too_short, least});
  }
  if (is_common_password(password->reveal(), policy.more_common.get())) {
    return unexpected(PasswordRefusal{Problem::common});
  }
  std::vector<std::string> all_names(names.begin(), names.end());
  all_names.insert(all_names.end(), policy.names.begin(), policy.names.end());
  if (is_made_of(password->reveal(), all_names)) {
    return unexpected(PasswordRefusal{Problem::own_name});
  }
  return std::move(*password);
}

}  // namespace signet::accounts
