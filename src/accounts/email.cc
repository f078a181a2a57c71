#include "accounts/email.h"

#include <algorithm>

#include "base/text.h"

namespace signet::accounts {
namespace {

constexpr std::size_t kLongestAddress = 254;  // [RFC5321 §4.5.3.1.3] without its angle brackets
constexpr std::size_t kLongestLocalPart = 64;
constexpr std::size_t kLongestLabel = 63;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_local_character(char c) {
  return is_alphanumeric(c) || std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

// Parts between single dots; each not empty and accepted by `accept`.
template <typename Accept>
bool all_dotted_parts(std::string_view text, Accept accept) {
  while (true) {
    const std::size_t dot = text.find('.');
    const std::string_view part = text.substr(0, dot);
    if (part.empty() || !accept(part)) {
      return false;
    }
    if (dot == std::string_view::npos) {
      return true;
    }
    text.remove_prefix(dot + 1);
  }
}

}  // namespace

bool is_email_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at > kLongestLocalPart || text.size() > kLongestAddress) {
    return false;
  }
  const auto is_atom = [](std::string_view part) {
    return std::all_of(part.begin(), part.end(), is_local_character);
  };
  const auto is_label = [](std::string_view part) {
    return part.size() <= kLongestLabel && part.front() != '-' && part.back() != '-' &&
           std::all_of(part.begin(), part.end(), [](char c) { return is_alphanumeric(c) || c == '-'; });
  };
  return all_dotted_parts(text.substr(0, at), is_atom) && all_dotted_parts(text.substr(at + 1), is_label);
}

std::string canonical_email(std::string_view typed) { return ascii_lower(trim(typed)); }

}  // namespace signet::accounts
