#include "app/people.h"

#include "web/url.h"

namespace signet::app {

crypto::Argon2Params argon2_params(const config::Settings& settings) {
  crypto::Argon2Params params;
  params.memory_kib = static_cast<std::uint32_t>(settings.passwords.argon2_memory);
  params.iterations = static_cast<std::uint32_t>(settings.passwords.argon2_iterations);
  return params;
}

accounts::People people(const config::Settings& settings, accounts::AccountStore& store, Random& random) {
  accounts::PasswordPolicy policy;
  policy.min_code_points = static_cast<std::size_t>(settings.passwords.minimum_length);
  if (!settings.passwords.blocklist_file.empty()) {
    policy.more_common = accounts::read_password_list(settings.passwords.blocklist_file);
  }
  if (const auto issuer = web::parse_url(settings.issuer)) {
    const auto names = accounts::names_in_host(issuer->host);
    policy.names.insert(policy.names.end(), names.begin(), names.end());
  }
  return {store, random, argon2_params(settings), policy};
}

}  // namespace signet::app
