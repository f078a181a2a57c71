// Client metadata [RFC7591 §2, OIDC.Registration §2]: what may be registered, as one table of members.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "clients/client.h"
#include "protocol/capabilities.h"
#include "protocol/error.h"

namespace signet::clients {

// What this server supports, and what the one who registers may decide.
struct MetadataPolicy {
  // The operator may also set first_party, access_token_format, access_token_signed_response_alg and
  // web_origins. From anybody else they are ignored [R-RG-2].
  bool operator_ = false;
  // Scopes that may be registered at all; absent: any. Others are left out.
  std::optional<protocol::ScopeSet> scopes;
  // Hosts to which redirect URIs may lead: names, or domains such as ".example.com"; empty: any.
  std::vector<std::string> redirect_hosts;
  std::vector<std::string> grant_types{protocol::kGrantTypes.begin(), protocol::kGrantTypes.end()};
  std::vector<std::string> response_types{protocol::kResponseTypes.begin(), protocol::kResponseTypes.end()};
  std::vector<AuthMethod> auth_methods{AuthMethod::client_secret_basic, AuthMethod::client_secret_post,
                                       AuthMethod::client_secret_jwt, AuthMethod::private_key_jwt,
                                       AuthMethod::none};
  // Clients are asked for certificates [RFC8705].
  bool client_certificates = false;
  // Those for which the key manager holds a key: for ID tokens and access tokens.
  std::vector<jose::Alg> signing_algs{jose::Alg::RS256};
  // Those with which client assertions and request objects may be signed.
  std::vector<jose::Alg> assertion_algs{jose::kAllAlgs.begin(), jose::kAllAlgs.end()};
  // Those for assertions under the client's secret.
  std::vector<jose::MacAlg> mac_algs{jose::kAllMacAlgs.begin(), jose::kAllMacAlgs.end()};
  // How tokens may be encrypted for a client, and request objects for us.
  std::vector<jose::KeyAlg> key_algs{jose::kAllKeyAlgs.begin(), jose::kAllKeyAlgs.end()};
  std::vector<jose::Enc> encs{jose::kAllEncs.begin(), jose::kAllEncs.end()};
  AccessTokenFormat access_token_format = AccessTokenFormat::jwt;  // where the client does not say
  jose::Alg access_token_signed_response_alg = jose::Alg::RS256;   // where the client does not say
  // What this server fetches may stand on loopback without TLS: for development [R-SSRF-2].
  bool http_on_loopback = false;
};

// The ceiling of a client that registered no `scope`.
inline constexpr std::string_view kDefaultScope = "openid profile email address phone offline_access";

// The metadata as it will be stored: every member that we know, of exactly the type that the standard gives
// it, with defaults filled in; unknown members dropped [RFC7591 §2]. Sizes are bounded [R-RG-3]. The error's
// detail says which member and why, in a fixed sentence that repeats no value: it may be shown to whoever
// registers. validate_metadata(*validate_metadata(x)) == validate_metadata(x).
[[nodiscard]] protocol::Result<Json> validate_metadata(const Json& submitted, const MetadataPolicy& policy);

// The client that a stored row describes. The policy supplies what metadata leaves to the server's setting,
// so changing a setting changes every client that has not chosen for itself. Throws std::runtime_error where
// the metadata is not what validate_metadata() lets through.
[[nodiscard]] Client client_from(const StoredClient& stored, const MetadataPolicy& policy = {});

}  // namespace signet::clients
