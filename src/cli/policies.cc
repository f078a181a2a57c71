#include "cli/policies.h"

#include "app/metadata_policy.h"

namespace signet::cli {

keys::Policy key_policy(const config::Settings& settings) {
  keys::Policy policy;
  policy.algs = app::algorithms(settings.keys.algs);
  policy.active_for = settings.keys.rotation_interval;
  return policy;
}

accounts::People people(const config::Settings& settings, accounts::AccountStore& store, Random& random) {
  crypto::Argon2Params price;
  price.memory_kib = static_cast<std::uint32_t>(settings.passwords.argon2_memory);
  price.iterations = static_cast<std::uint32_t>(settings.passwords.argon2_iterations);
  accounts::PasswordPolicy policy;
  policy.min_code_points = static_cast<std::size_t>(settings.passwords.minimum_length);
  return {store, random, price, policy};
}

}  // namespace signet::cli
