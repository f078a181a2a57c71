#include "clients/client.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "crypto/digest.h"
#include "protocol/capabilities.h"
#include "web/url.h"

namespace signet::clients {
namespace {

constexpr std::array<std::string_view, 7> kAuthMethods{
    "none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth"};
constexpr std::array<std::string_view, 2> kAccessTokenFormats{"jwt", "opaque"};

// The value of an enum whose names stand in `names` in its own order.
template <typename Enum, std::size_t Count>
std::optional<Enum> value_of(const std::array<std::string_view, Count>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

}  // namespace

std::string_view name_of(AuthMethod method) { return kAuthMethods[static_cast<std::size_t>(method)]; }

std::optional<AuthMethod> auth_method_from(std::string_view name) {
  return value_of<AuthMethod>(kAuthMethods, name);
}

bool uses_secret(AuthMethod method) {
  return method == AuthMethod::client_secret_basic || method == AuthMethod::client_secret_post ||
         method == AuthMethod::client_secret_jwt;
}

bool uses_certificate(AuthMethod method) {
  return method == AuthMethod::tls_client_auth || method == AuthMethod::self_signed_tls_client_auth;
}

bool needs_sealed_secret(AuthMethod method) { return method == AuthMethod::client_secret_jwt; }

std::string_view name_of(SecurityProfile profile) { return protocol::kSecurityProfiles[static_cast<std::size_t>(profile)]; }

std::optional<SecurityProfile> security_profile_from(std::string_view name) {
  return value_of<SecurityProfile>(protocol::kSecurityProfiles, name);
}

std::string_view name_of(AccessTokenFormat format) {
  return kAccessTokenFormats[static_cast<std::size_t>(format)];
}

std::optional<AccessTokenFormat> access_token_format_from(std::string_view name) {
  return value_of<AccessTokenFormat>(kAccessTokenFormats, name);
}

bool same_response_type(std::string_view a, std::string_view b) {
  const auto words_of = [](std::string_view text) {
    const auto words = split(text, ' ');
    return std::multiset<std::string_view>(words.begin(), words.end());
  };
  return words_of(a) == words_of(b);
}

bool Client::may_use_grant(std::string_view grant_type) const {
  return std::find(grant_types.begin(), grant_types.end(), grant_type) != grant_types.end();
}

bool Client::may_use_response_type(std::string_view response_type) const {
  return std::any_of(response_types.begin(), response_types.end(), [&](const std::string& registered) {
    return same_response_type(registered, response_type);
  });
}

bool Client::has_origin(std::string_view origin) const {
  return !disabled && std::find(origins.begin(), origins.end(), origin) != origins.end();
}

bool Client::has_redirect_uri(std::string_view presented) const {
  return std::any_of(redirect_uris.begin(), redirect_uris.end(), [&](const std::string& registered) {
    return protocol::redirect_uri_matches(registered, presented, application_type);
  });
}

std::string Client::fingerprint() const {
  const std::set<std::string> uris(redirect_uris.begin(), redirect_uris.end());
  std::set<std::string> thumbprints;
  if (keys != nullptr) {
    for (const auto& key : keys->keys()) {
      thumbprints.insert(key->thumbprint());
    }
  }
  Json identity{{"redirect_uris", uris}, {"keys", thumbprints}};
  if (jwks_uri) {
    identity["jwks_uri"] = *jwks_uri;
  }
  return crypto::sha256_base64url(identity.dump());
}

bool Client::may_remember_consent(std::string_view redirect_uri) const {
  if (!is_public()) {
    return true;
  }
  // Any program on a device can be called by a native client's name, https redirect or not [RFC8252 §8.6].
  if (application_type == protocol::ApplicationType::native) {
    return false;
  }
  const auto url = web::parse_url(redirect_uri);
  const bool registered_exactly =
      std::find(redirect_uris.begin(), redirect_uris.end(), redirect_uri) != redirect_uris.end();
  return url && (url->scheme == "https" || registered_exactly);
}

}  // namespace signet::clients
