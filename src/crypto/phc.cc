#include "crypto/phc.h"

#include <limits>

#include "base/base64url.h"
#include "base/text.h"

namespace signet::crypto {
namespace {

constexpr std::uint32_t kMostMemoryKib = 1024 * 1024;
constexpr std::uint32_t kMostIterations = 10;
constexpr std::uint32_t kMostLanes = 16;

// What stands between the front of `rest` and `end`, taken off together with `end`; nullopt where `end` is
// missing.
std::optional<std::string_view> take_until(std::string_view& rest, std::string_view end) {
  const std::size_t at = rest.find(end);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(at + end.size());
  return taken;
}

std::optional<std::uint32_t> number(std::optional<std::string_view> text) {
  if (!text || text->starts_with('0')) {
    return std::nullopt;
  }
  const auto value = parse_digits(*text);
  return value && *value <= std::numeric_limits<std::uint32_t>::max()
             ? std::optional(static_cast<std::uint32_t>(*value))
             : std::nullopt;
}

std::optional<std::string> unpadded_base64_decode(std::string_view text) {
  if (text.ends_with('=')) {
    return std::nullopt;
  }
  return base64_decode(std::string(text) + std::string((4 - text.size() % 4) % 4, '='));
}

std::string unpadded_base64_encode(std::string_view bytes) {
  std::string text = base64_encode(bytes);
  text.erase(text.find_last_not_of('=') + 1);
  return text;
}

bool is_acceptable(const PhcHash& hash) {
  return (hash.algorithm == "argon2id" || hash.algorithm == "argon2i") && hash.lanes <= kMostLanes &&
         hash.iterations <= kMostIterations && hash.memory_kib >= 8 * hash.lanes &&
         hash.memory_kib <= kMostMemoryKib && hash.salt.size() >= 8 && hash.salt.size() <= 64 &&
         hash.digest.size() >= 16 && hash.digest.size() <= 64;
}

}  // namespace

std::optional<PhcHash> parse_phc(std::string_view text) {
  if (!text.starts_with('$')) {
    return std::nullopt;
  }
  text.remove_prefix(1);
  const auto algorithm = take_until(text, "$v=19$m=");
  const auto memory = number(take_until(text, ",t="));
  const auto iterations = number(take_until(text, ",p="));
  const auto lanes = number(take_until(text, "$"));
  const auto salt_text = take_until(text, "$");
  if (!algorithm || !memory || !iterations || !lanes || !salt_text) {
    return std::nullopt;
  }
  auto salt = unpadded_base64_decode(*salt_text);
  auto digest = unpadded_base64_decode(text);
  if (!salt || !digest) {
    return std::nullopt;
  }
  PhcHash hash{std::string(*algorithm), *memory, *iterations, *lanes, std::move(*salt), std::move(*digest)};
  return is_acceptable(hash) ? std::optional(std::move(hash)) : std::nullopt;
}

std::string to_text(const PhcHash& hash) {
  return "$" + hash.algorithm + "$v=19$m=" + std::to_string(hash.memory_kib) +
         ",t=" + std::to_string(hash.iterations) + ",p=" + std::to_string(hash.lanes) + "$" +
         unpadded_base64_encode(hash.salt) + "$" + unpadded_base64_encode(hash.digest);
}

}  // namespace signet::crypto
