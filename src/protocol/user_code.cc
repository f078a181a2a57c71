#include "protocol/user_code.h"

namespace signet::protocol {
namespace {

constexpr std::string_view kAlphabet = "BCDFGHJKLMNPQRSTVWXZ";
constexpr std::size_t kLength = 8;
// The largest multiple of the alphabet's size that a byte can hold: bytes above it would favour the first letters.
constexpr unsigned kFair = 256 / kAlphabet.size() * kAlphabet.size();

constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string new_user_code(Random& random) {
  std::string code;
  while (code.size() < kLength) {
    for (const char c : random_bytes(random, kLength)) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < kFair && code.size() < kLength) {
        code += kAlphabet[byte % kAlphabet.size()];
      }
    }
  }
  return code;
}

std::string shown_user_code(std::string_view user_code) {
  return std::string(user_code.substr(0, kLength / 2)) + '-' + std::string(user_code.substr(kLength / 2));
}

std::optional<std::string> user_code_from(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (!is_letter(c) && !is_digit(c)) {
      continue;  // also the bytes of a dash that a phone has made prettier
    }
    if (code.size() == kLength || kAlphabet.find(upper(c)) == std::string_view::npos) {
      return std::nullopt;
    }
    code += upper(c);
  }
  return code.size() == kLength ? std::optional(std::move(code)) : std::nullopt;
}

}  // namespace signet::protocol
