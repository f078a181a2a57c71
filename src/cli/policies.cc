#include "cli/policies.h"

#include <algorithm>

#include "app/metadata_policy.h"
#include "tokens/revocations.h"

namespace signet::cli {

keys::Policy key_policy(const config::Settings& settings) {
  keys::Policy policy;
  policy.algs = app::algorithms(settings.keys.algs);
  policy.encryption_algs = app::encryption_algorithms(settings.keys.encryption_algs);
  policy.active_for = settings.keys.rotation_interval;
  // The verbs may unpublish, as the server does: not before the longest-lived token that a key signed has
  // ended.
  policy.keep_retired =
      std::max<Seconds>(settings.tokens.id_token_lifetime, tokens::kLongestAccessToken) + Seconds(60);
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
