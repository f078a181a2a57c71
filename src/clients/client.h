// A registered client as the rest of the provider sees it: immutable, complete, ready to be asked.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/time.h"
#include "clients/client_store.h"
#include "jose/alg.h"
#include "jose/certificate.h"
#include "jose/encryption_alg.h"
#include "jose/mac.h"
#include "jose/public_key.h"
#include "protocol/redirect_uri.h"
#include "protocol/scope.h"

namespace signet::clients {

// token_endpoint_auth_method, spelled as on the wire.
enum class AuthMethod { none, client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth, self_signed_tls_client_auth };

[[nodiscard]] std::string_view name_of(AuthMethod method);
[[nodiscard]] std::optional<AuthMethod> auth_method_from(std::string_view name);
[[nodiscard]] bool uses_secret(AuthMethod method);
// By a certificate that the client shows by TLS [RFC8705 §2].
[[nodiscard]] bool uses_certificate(AuthMethod method);
// Whether its secrets must be known again, so that they are sealed; others are only hashed [R-CA-3].
[[nodiscard]] bool needs_sealed_secret(AuthMethod method);

enum class AccessTokenFormat { jwt, opaque };

// Whether every client sees the same sub of a person, or each sector its own [OIDC.Core §8].
enum class SubjectType { public_, pairwise };

// How much is demanded of a client, and granted to it [FAPI2.Security §5]. `fapi2`: it authenticates with a key, pushes its requests, and its tokens
// are bound to a key; RS256 and shared secrets are nowhere; an assertion names the issuer and nothing else. `fapi2_signed`: besides, its requests are
// signed [FAPI2.Signing §5.3]. `fapi_ciba`: as fapi2 for what it asks for by the back channel, where its requests are signed, too [FAPI.CIBA §5.2].
enum class SecurityProfile { oidc, fapi2, fapi2_signed, fapi_ciba };

[[nodiscard]] std::string_view name_of(SecurityProfile profile);
[[nodiscard]] std::optional<SecurityProfile> security_profile_from(std::string_view name);

[[nodiscard]] std::string_view name_of(AccessTokenFormat format);
[[nodiscard]] std::optional<AccessTokenFormat> access_token_format_from(std::string_view name);

struct Client {
  std::string client_id;
  std::string client_name;
  std::vector<std::string> redirect_uris;
  std::vector<std::string> grant_types;
  std::vector<std::string> response_types;
  protocol::ScopeSet scope;  // the ceiling of what it may ask for
  AuthMethod token_endpoint_auth_method = AuthMethod::client_secret_basic;
  SecurityProfile security_profile = SecurityProfile::oidc;
  bool dpop_bound_access_tokens = false;         // [RFC9449 §5.2]
  bool tls_client_certificate_bound_access_tokens = false;       // [RFC8705 §3.4]
  std::optional<jose::CertificateName> tls_client_auth_name;    // tls_client_auth: who its certificate is for
  std::vector<jose::Alg> assertion_algs;         // that private_key_jwt may use; one where the client pinned it
  std::vector<jose::MacAlg> assertion_mac_algs;  // the same for client_secret_jwt
  protocol::ApplicationType application_type = protocol::ApplicationType::web;
  jose::Alg id_token_signed_response_alg = jose::Alg::RS256;
  std::optional<jose::Encryption> id_token_encryption;
  std::optional<jose::Alg> userinfo_signed_response_alg;  // absent: UserInfo is plain JSON, or only encrypted
  std::optional<jose::Encryption> userinfo_encryption;
  jose::Alg authorization_signed_response_alg = jose::Alg::RS256;  // of signed response modes [OAuth.JARM §3]
  std::optional<jose::Encryption> authorization_encryption;
  std::vector<jose::Alg> request_object_algs;  // that its request objects may use; one where the client pinned it
  std::optional<jose::Encryption> request_object_encryption;  // absent: not required
  std::vector<std::string> request_uris;  // from where its request objects may be fetched
  SubjectType subject_type = SubjectType::public_;
  std::optional<std::string> sector_identifier_uri;
  std::string sector_identifier;  // pairwise: the host whose clients see the same subs; else empty
  std::vector<std::string> default_acr_values;
  bool require_pushed_authorization_requests = false;
  bool require_signed_request_object = false;  // [RFC9101 §10.5]
  std::vector<jose::Alg> backchannel_request_algs;  // that its requests by the back channel are signed with; empty: they are not signed
  bool wants_ping = false;  // told at the next when a person has decided, rather than asking again and again [OIDC.CIBA §4]
  std::optional<std::string> backchannel_client_notification_endpoint;
  AccessTokenFormat access_token_format = AccessTokenFormat::jwt;
  jose::Alg access_token_signed_response_alg = jose::Alg::RS256;
  bool first_party = false;  // consent is never asked
  bool require_auth_time = false;
  std::optional<Seconds> default_max_age;
  std::optional<std::string> logo_uri;
  std::optional<std::string> policy_uri;
  std::optional<std::string> tos_uri;
  std::optional<std::string> client_uri;
  std::vector<std::string> contacts;
  std::vector<std::string> web_origins;  // that may call us by CORS, as registered
  std::vector<std::string> origins;      // all that may: those, and of a public client those of its redirect URIs
  std::vector<std::string> post_logout_redirect_uris;
  std::optional<std::string> backchannel_logout_uri;
  bool backchannel_logout_session_required = false;
  std::optional<std::string> frontchannel_logout_uri;
  bool frontchannel_logout_session_required = false;
  std::shared_ptr<const jose::KeySet> keys;  // null where it registered none by value
  std::optional<std::string> jwks_uri;       // where they are otherwise
  bool disabled = false;
  bool operator_made = false;  // by the operator, not by self-registration
  bool invited = false;        // registered itself with an initial access token, which the operator gave to somebody
  Time created_at;
  Time updated_at;
  std::vector<StoredSecret> secrets;
  std::string registration_digest;  // of the token by which it manages its registration; empty for the operator's
  std::optional<Time> forget_at;    // when it goes by itself, unless it is used before
  Json metadata;  // as registered, with defaults filled in

  // Anybody at all may have registered it.
  [[nodiscard]] bool is_strangers() const { return !operator_made && !invited; }
  // It has no way to prove who it is [RFC6749 §2.1].
  [[nodiscard]] bool is_public() const { return token_endpoint_auth_method == AuthMethod::none; }
  // Whether a profile of FAPI binds it.
  [[nodiscard]] bool is_fapi() const { return security_profile != SecurityProfile::oidc; }
  // Whether an assertion of it has to name the issuer and nothing else; OpenID Connect and CIBA allow URLs of endpoints [OIDC.CIBA §7.1].
  [[nodiscard]] bool names_only_issuer() const {
    return security_profile == SecurityProfile::fapi2 || security_profile == SecurityProfile::fapi2_signed;
  }
  [[nodiscard]] bool may_use_grant(std::string_view grant_type) const;
  // As a set of words: "id_token code" is "code id_token" [OAuth.Responses §5]. No superset passes [R-AZ-10].
  [[nodiscard]] bool may_use_response_type(std::string_view response_type) const;
  // Whether scripts of `origin` act for this client: its web_origins, and, where it can keep no secret, where its
  // redirect URIs are [R-HD-5].
  [[nodiscard]] bool has_origin(std::string_view origin) const;
  // [R-AZ-1]
  [[nodiscard]] bool has_redirect_uri(std::string_view presented) const;

  // Changes whenever redirect URIs, keys or their place do: consent given to the client as it was is not consent to what
  // it became [R-CO-2]. The order of registration does not matter.
  [[nodiscard]] std::string fingerprint() const;

  // Whether consent given through `redirect_uri` (one that has_redirect_uri() accepted) may be remembered:
  // another program must not be able to pose as this client and use it. True for confidential clients; for
  // public clients that are not native, through https or through exactly the loopback URI that is registered
  // [R-CO-2].
  [[nodiscard]] bool may_remember_consent(std::string_view redirect_uri) const;
};

// Whether two response types are the same set of words [OAuth.Responses §5].
[[nodiscard]] bool same_response_type(std::string_view a, std::string_view b);

}  // namespace signet::clients
