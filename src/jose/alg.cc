#include "jose/alg.h"

namespace signet::jose {
namespace {

struct Row {
  Alg alg;
  std::string_view name;
  KeyType key_type;
  std::string_view curve;
  int hash_bits;
};

constexpr std::array kRows{
    Row{Alg::RS256, "RS256", KeyType::RSA, "", 256},
    Row{Alg::RS384, "RS384", KeyType::RSA, "", 384},
    Row{Alg::RS512, "RS512", KeyType::RSA, "", 512},
    Row{Alg::PS256, "PS256", KeyType::RSA, "", 256},
    Row{Alg::PS384, "PS384", KeyType::RSA, "", 384},
    Row{Alg::PS512, "PS512", KeyType::RSA, "", 512},
    Row{Alg::ES256, "ES256", KeyType::EC, "P-256", 256},
    Row{Alg::ES384, "ES384", KeyType::EC, "P-384", 384},
    Row{Alg::ES512, "ES512", KeyType::EC, "P-521", 512},
    Row{Alg::EdDSA, "EdDSA", KeyType::OKP, "Ed25519", 512},
    Row{Alg::Ed25519, "Ed25519", KeyType::OKP, "Ed25519", 512},
};

constexpr bool rows_follow_the_enum() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (kRows[i].alg != kAllAlgs[i] || static_cast<std::size_t>(kRows[i].alg) != i) {
      return false;
    }
  }
  return kRows.size() == kAllAlgs.size();
}
static_assert(rows_follow_the_enum());

constexpr const Row& row(Alg alg) { return kRows[static_cast<std::size_t>(alg)]; }

}  // namespace

std::string_view name_of(Alg alg) { return row(alg).name; }

std::optional<Alg> alg_from(std::string_view name) {
  for (const Row& candidate : kRows) {
    if (candidate.name == name) {
      return candidate.alg;
    }
  }
  return std::nullopt;
}

int hash_bits(Alg alg) { return row(alg).hash_bits; }

KeyType key_type(Alg alg) { return row(alg).key_type; }

std::string_view curve_of(Alg alg) { return row(alg).curve; }

}  // namespace signet::jose
