#include "jose/encryption_alg.h"

#include <algorithm>

namespace signet::jose {
namespace {

constexpr std::array<std::string_view, kAllKeyAlgs.size()> kKeyAlgNames{"RSA-OAEP", "RSA-OAEP-256", "ECDH-ES", "ECDH-ES+A128KW",
                                                                        "ECDH-ES+A256KW"};
constexpr std::array<std::string_view, kAllEncs.size()> kEncNames{"A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512"};

// The value of an enum whose names stand in `names` in its own order.
template <typename Enum, std::size_t Count>
std::optional<Enum> value_of(const std::array<std::string_view, Count>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

}  // namespace

std::string_view name_of(KeyAlg alg) { return kKeyAlgNames[static_cast<std::size_t>(alg)]; }

std::string_view name_of(Enc enc) { return kEncNames[static_cast<std::size_t>(enc)]; }

std::optional<KeyAlg> key_alg_from(std::string_view name) { return value_of<KeyAlg>(kKeyAlgNames, name); }

std::optional<Enc> enc_from(std::string_view name) { return value_of<Enc>(kEncNames, name); }

KeyType key_type(KeyAlg alg) { return alg == KeyAlg::RSA_OAEP || alg == KeyAlg::RSA_OAEP_256 ? KeyType::RSA : KeyType::EC; }

}  // namespace signet::jose
