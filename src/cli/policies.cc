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

}  // namespace signet::cli
