#include "protocol/response_type.h"

#include <array>

#include "base/text.h"

namespace signet::protocol {
namespace {

constexpr std::array<std::string_view, 6> kModes{"query", "fragment", "form_post", "query.jwt", "fragment.jwt", "form_post.jwt"};
constexpr int kUnsignedModes = 3;  // and as many signed ones, in the same order

// Indexed by code, id_token, token as bits 0, 1, 2.
constexpr std::array<std::string_view, 8> kTypes{"none",  "code",       "id_token",       "code id_token",
                                                 "token", "code token", "id_token token", "code id_token token"};

}  // namespace

std::optional<ResponseType> ResponseType::parse(std::string_view text) {
  ResponseType type;
  if (text == "none") {
    return type;
  }
  const auto words = split(text, ' ');
  for (const std::string_view word : words) {
    bool* flag = word == "code" ? &type.code : word == "id_token" ? &type.id_token : word == "token" ? &type.token : nullptr;
    if (flag == nullptr || *flag) {
      return std::nullopt;
    }
    *flag = true;
  }
  return words.empty() ? std::nullopt : std::optional(type);
}

std::string_view ResponseType::text() const {
  return kTypes[static_cast<std::size_t>(code) + 2 * static_cast<std::size_t>(id_token) + 4 * static_cast<std::size_t>(token)];
}

std::string_view name_of(ResponseMode mode) { return kModes[static_cast<std::size_t>(mode)]; }

std::optional<ResponseMode> response_mode_from(std::string_view name) {
  for (std::size_t i = 0; i < kModes.size(); ++i) {
    if (kModes[i] == name) {
      return static_cast<ResponseMode>(i);
    }
  }
  return std::nullopt;
}

std::optional<ResponseMode> response_mode_from(std::string_view name, const ResponseType& type) {
  return name == "jwt" ? std::optional(static_cast<ResponseMode>(static_cast<int>(default_mode(type)) + kUnsignedModes)) : response_mode_from(name);
}

bool is_signed(ResponseMode mode) { return static_cast<int>(mode) >= kUnsignedModes; }

ResponseMode place_of(ResponseMode mode) { return static_cast<ResponseMode>(static_cast<int>(mode) % kUnsignedModes); }

ResponseMode default_mode(const ResponseType& type) {
  return type.has_front_channel_token() ? ResponseMode::fragment : ResponseMode::query;
}

}  // namespace signet::protocol
