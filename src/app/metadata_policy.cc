#include "app/metadata_policy.h"

namespace signet::app {

std::vector<jose::Alg> algorithms(const std::vector<std::string>& names) {
  std::vector<jose::Alg> algs;
  for (const std::string& name : names) {
    algs.push_back(jose::alg_from(name).value());  // the settings admit only known names
  }
  return algs;
}

clients::MetadataPolicy metadata_policy(const config::Settings& settings) {
  clients::MetadataPolicy policy;
  policy.signing_algs = algorithms(settings.keys.algs);
  policy.access_token_signed_response_alg = jose::alg_from(settings.tokens.access_token_alg).value();
  return policy;
}

}  // namespace signet::app
