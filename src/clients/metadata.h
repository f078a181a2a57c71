// Client metadata [RFC7591 §2, OIDC.Registration §2]: what may be registered, as one table of members.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "clients/client.h"
#include "protocol/error.h"

namespace signet::clients {

// What this server supports, and what the one who registers may decide.
struct MetadataPolicy {
  // The operator may also set first_party, access_token_format, access_token_signed_response_alg and
  // web_origins. From anybody else they are ignored [R-RG-2].
  bool operator_ = false;
  std::vector<std::string> grant_types{"authorization_code", "refresh_token", "client_credentials"};
  std::vector<std::string> response_types{"code"};
  std::vector<AuthMethod> auth_methods{AuthMethod::client_secret_basic, AuthMethod::client_secret_post,
                                       AuthMethod::private_key_jwt, AuthMethod::none};
  // Those for which the key manager holds a key: for ID tokens and access tokens.
  std::vector<jose::Alg> signing_algs{jose::Alg::RS256};
  // Those with which private_key_jwt may be signed.
  std::vector<jose::Alg> assertion_algs{jose::Alg::RS256, jose::Alg::PS256, jose::Alg::ES256,
                                        jose::Alg::ES384, jose::Alg::EdDSA};
  AccessTokenFormat access_token_format = AccessTokenFormat::jwt;  // where the client does not say
  jose::Alg access_token_signed_response_alg = jose::Alg::RS256;   // where the client does not say
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
