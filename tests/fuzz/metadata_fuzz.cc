// Client metadata: whatever is accepted is a fixed point, is bounded, and can be read back as a client
// [R-RG-2] [R-RG-3].
#include "clients/metadata.h"
#include "fuzz/property.h"
#include "protocol/redirect_uri.h"

namespace {

using signet::Json;
using signet::clients::Client;
using signet::clients::MetadataPolicy;
using signet::fuzz::demand;

void check(const Json& submitted, const MetadataPolicy& policy) {
  const auto metadata = signet::clients::validate_metadata(submitted, policy);
  if (!metadata) {
    demand(!metadata.error().detail.empty(), "a refusal says why");
    return;
  }
  const auto again = signet::clients::validate_metadata(*metadata, policy);
  demand(again && *again == *metadata, "what was accepted is accepted unchanged");
  demand(policy.operator_ || !metadata->contains("first_party"), "strangers stay strangers");

  const Client client = signet::clients::client_from({.client_id = "c",
                                                      .metadata = metadata->dump(),
                                                      .disabled = false,
                                                      .created_at = {},
                                                      .updated_at = {},
                                                      .secrets = {}},
                                                     policy);
  demand(client.redirect_uris.size() <= 16 && client.contacts.size() <= 16, "lists are bounded");
  for (const std::string& uri : client.redirect_uris) {
    demand(uri.size() <= 2000 && !signet::protocol::redirect_uri_fault(uri, client.application_type),
           "every redirect URI obeys the rules");
    demand(client.has_redirect_uri(uri), "every redirect URI matches itself");
  }
  demand(!client.is_public() || !client.may_use_grant("client_credentials"),
         "who cannot authenticate has no grant of its own");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto submitted = signet::parse_json_object(signet::fuzz::text_of(data, size));
  if (submitted) {
    MetadataPolicy by_operator;
    by_operator.operator_ = true;
    by_operator.signing_algs = {signet::jose::Alg::RS256, signet::jose::Alg::ES256};
    check(*submitted, MetadataPolicy{});
    MetadataPolicy bounded;
    bounded.scopes = signet::protocol::ScopeSet::parse("openid email");
    bounded.redirect_hosts = {".example.test"};
    check(*submitted, bounded);
    check(*submitted, by_operator);
  }
  return 0;
}
