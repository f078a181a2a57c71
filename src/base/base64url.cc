#include "base/base64url.h"

#include <array>
#include <cstdint>

namespace signet {
namespace {

constexpr std::string_view kUrl = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kStandard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kInvalid = 0xff;

constexpr std::array<std::uint8_t, 256> reverse(std::string_view alphabet) {
  std::array<std::uint8_t, 256> table{};
  table.fill(kInvalid);
  for (std::size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return table;
}
constexpr auto kUrlReverse = reverse(kUrl);
constexpr auto kStandardReverse = reverse(kStandard);

std::string encode(std::string_view bytes, std::string_view alphabet) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::size_t i = 0;
  const auto at = [&](std::size_t k) { return static_cast<std::uint32_t>(static_cast<std::uint8_t>(bytes[k])); };
  for (; i + 2 < bytes.size(); i += 3) {
    const std::uint32_t group = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    text += alphabet[group >> 18];
    text += alphabet[group >> 12 & 63];
    text += alphabet[group >> 6 & 63];
    text += alphabet[group & 63];
  }
  if (i + 1 == bytes.size()) {
    text += alphabet[at(i) >> 2];
    text += alphabet[(at(i) & 3) << 4];
  } else if (i + 2 == bytes.size()) {
    const std::uint32_t group = at(i) << 8 | at(i + 1);
    text += alphabet[group >> 10];
    text += alphabet[group >> 4 & 63];
    text += alphabet[(group & 15) << 2];
  }
  return text;
}

std::optional<std::string> decode(std::string_view text, const std::array<std::uint8_t, 256>& table) {
  if (text.size() % 4 == 1) {
    return std::nullopt;
  }
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char c : text) {
    const std::uint8_t value = table[static_cast<std::uint8_t>(c)];
    if (value == kInvalid) {
      return std::nullopt;
    }
    buffer = buffer << 6 | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(buffer >> bits & 0xff);
    }
  }
  if ((buffer & ((1U << bits) - 1)) != 0) {
    return std::nullopt;  // a second spelling of the same bytes
  }
  return bytes;
}

}  // namespace

std::string base64url_encode(std::string_view bytes) { return encode(bytes, kUrl); }

std::optional<std::string> base64url_decode(std::string_view text) { return decode(text, kUrlReverse); }

std::string base64_encode(std::string_view bytes) {
  std::string text = encode(bytes, kStandard);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::optional<std::string> base64_decode(std::string_view text) {
  if (text.size() % 4 != 0) {
    return std::nullopt;
  }
  std::size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') {
    ++padding;
  }
  return decode(text.substr(0, text.size() - padding), kStandardReverse);
}

}  // namespace signet
