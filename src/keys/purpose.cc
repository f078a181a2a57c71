#include "keys/purpose.h"

#include <algorithm>

namespace signet::keys {

std::string_view name_of(const Purpose& purpose) {
  return std::visit([](auto alg) { return jose::name_of(alg); }, purpose);
}

std::optional<Purpose> purpose_from(std::string_view alg) {
  if (const auto signs = jose::alg_from(alg)) {
    return *signs;
  }
  if (const auto decrypts = jose::key_alg_from(alg)) {
    return *decrypts;
  }
  return std::nullopt;
}

bool is_for_encryption(const Purpose& purpose) { return std::holds_alternative<jose::KeyAlg>(purpose); }

std::string_view use_of(const Purpose& purpose) { return is_for_encryption(purpose) ? "enc" : "sig"; }

bool is_for_encryption(std::string_view alg) { return jose::key_alg_from(alg).has_value(); }

std::string_view use_of(std::string_view alg) { return is_for_encryption(alg) ? "enc" : "sig"; }

std::vector<jose::KeyAlg> served_by(const std::vector<jose::KeyAlg>& kept) {
  std::vector<jose::KeyAlg> served;
  for (const jose::KeyAlg alg : jose::kAllKeyAlgs) {
    if (std::any_of(kept.begin(), kept.end(), [&](jose::KeyAlg one) { return jose::key_type(one) == jose::key_type(alg); })) {
      served.push_back(alg);
    }
  }
  return served;
}

}  // namespace signet::keys
