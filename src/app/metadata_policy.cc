#include "app/metadata_policy.h"

#include <algorithm>

#include "app/outside.h"
#include "base/text.h"

namespace signet::app {

std::vector<jose::Alg> algorithms(const std::vector<std::string>& names) {
  std::vector<jose::Alg> algs;
  for (const std::string& name : names) {
    algs.push_back(jose::alg_from(name).value());  // the settings admit only known names
  }
  return algs;
}

std::vector<jose::KeyAlg> encryption_algorithms(const std::vector<std::string>& names) {
  std::vector<jose::KeyAlg> algs;
  for (const std::string& name : names) {
    algs.push_back(jose::key_alg_from(name).value());  // here, too
  }
  return algs;
}

clients::MetadataPolicy metadata_policy(const config::Settings& settings) {
  clients::MetadataPolicy policy;
  // All that there are: the key manager makes a key for what a client chooses.
  policy.signing_algs.assign(jose::kAllAlgs.begin(), jose::kAllAlgs.end());
  if (!settings.authorization.implicit_and_hybrid) {
    policy.response_types = {"code"};
    std::erase(policy.grant_types, "implicit");
  }
  if (!settings.ciba.enabled) {
    std::erase(policy.grant_types, protocol::kCibaGrant);
  }
  policy.access_token_signed_response_alg = jose::alg_from(settings.tokens.access_token_alg).value();
  if (settings.mtls.enabled) {
    policy.client_certificates = true;
    policy.auth_methods.push_back(clients::AuthMethod::self_signed_tls_client_auth);
    if (!settings.mtls.ca_file.empty()) {
      policy.auth_methods.push_back(clients::AuthMethod::tls_client_auth);
    }
  }
  policy.http_on_loopback = http_on_loopback(settings);
  return policy;
}

clients::MetadataPolicy self_registration_policy(const config::Settings& settings) {
  clients::MetadataPolicy policy = metadata_policy(settings);
  policy.scopes = protocol::ScopeSet::parse(join(settings.registration.scopes, " ")).value();
  policy.redirect_hosts = settings.registration.hosts;
  const auto& allowed = settings.registration.grant_types;
  std::erase_if(policy.grant_types, [&](const std::string& supported) {
    return std::find(allowed.begin(), allowed.end(), supported) == allowed.end();
  });
  return policy;
}

clients::RegistrationTerms registration_terms(const config::Settings& settings) {
  clients::RegistrationTerms terms;
  switch (settings.registration.mode) {
    case config::RegistrationMode::closed: terms.mode = clients::RegistrationMode::closed; break;
    case config::RegistrationMode::token: terms.mode = clients::RegistrationMode::token; break;
    case config::RegistrationMode::open: terms.mode = clients::RegistrationMode::open; break;
  }
  terms.idle_lifetime = settings.registration.idle_lifetime;
  terms.most_clients = settings.registration.max_clients;
  return terms;
}

}  // namespace signet::app
