#include "clients/authenticate.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/log.h"
#include "clients/basic_auth.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "jose/claims.h"
#include "jose/mac.h"
#include "jose/verify.h"

namespace signet::clients {

using protocol::fail;
using protocol::Form;
using protocol::Reason;
using protocol::Result;

// What a request brought along, in the one way that it used.
struct Authenticator::Presented {
  AuthMethod method = AuthMethod::none;
  std::string client_id;  // empty for an assertion without client_id: its iss tells
  std::string secret;
  std::string assertion;
};

namespace {

constexpr std::string_view kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr Seconds kLongestAssertion{300};  // [R-CA-5]

enum class SecretCheck { right, expired, wrong };

// Compares with every secret that is or was alive, and with a decoy where there is none, so that the work
// does not tell whether the client exists [R-CA-4].
SecretCheck check_secret(const Client* client, std::string_view presented, Time now) {
  static const std::string decoy = base64url_encode(std::string(32, '\0'));
  const std::string digest = crypto::sha256_base64url(presented);
  if (client == nullptr || client->secrets.empty()) {
    static_cast<void>(crypto::equal_in_constant_time(digest, decoy));
    return SecretCheck::wrong;
  }
  SecretCheck result = SecretCheck::wrong;
  for (const StoredSecret& secret : client->secrets) {
    if (crypto::equal_in_constant_time(digest, secret.digest)) {
      result = !secret.expires_at || now < *secret.expires_at ? SecretCheck::right : SecretCheck::expired;
    }
  }
  return result;
}

// The secrets that `client` may use for a MAC now. One that cannot be opened is as good as none, and the operator hears.
std::vector<Secret> live_secrets(const Client& client, const SecretBox& box, Time now) {
  std::vector<Secret> secrets;
  for (const StoredSecret& stored : client.secrets) {
    if (!stored.sealed || (stored.expires_at && now >= *stored.expires_at)) {
      continue;
    }
    if (auto secret = box.open(*stored.sealed, client.client_id)) {
      secrets.push_back(std::move(*secret));
    } else {
      log::error("client_secret_unreadable", {{"client_id", client.client_id}});
    }
  }
  return secrets;
}

// Whether the claims of a verified assertion are those of `client`, meant for us, and alive [RFC7523 §3].
Result<void> judge_assertion(const Json& claims, const Client& client, std::string_view issuer,
                             const std::vector<std::string>& endpoints, Time now) {
  const std::string& client_id = client.client_id;
  if (jose::bounded_claim(claims, "iss") != client_id || jose::bounded_claim(claims, "sub") != client_id) {
    return fail(Reason::assertion_invalid, "iss or sub is not the client_id");
  }
  // [FAPI2.Security §5.3.2.1] Nothing else, so that no other server can use what was meant for us, or the reverse.
  if (client.names_only_issuer() && string_member(claims, "aud") != issuer) {
    return fail(Reason::assertion_invalid, "aud is not the issuer as text, which this security_profile needs");
  }
  const auto is_audience = [&](std::string_view text) { return jose::audience_contains(claims, text); };
  if (!is_audience(issuer) && std::none_of(endpoints.begin(), endpoints.end(), is_audience)) {
    return fail(Reason::assertion_invalid, "aud is neither the issuer nor an endpoint where clients authenticate");
  }
  constexpr jose::Skew kSkew;
  if (const auto fault = jose::check_times(claims, now, kSkew)) {
    return fail(Reason::assertion_invalid, std::string(jose::name_of(*fault)));
  }
  if (*jose::numeric_date(claims, "exp") > epoch_seconds(now + kLongestAssertion + kSkew.ahead)) {
    return fail(Reason::assertion_invalid, "exp is more than five minutes ahead");
  }
  if (!jose::bounded_claim(claims, "jti")) {
    return fail(Reason::assertion_invalid, "jti is missing or longer than 256 bytes");
  }
  return {};
}

}  // namespace

Authenticator::Authenticator(const Registry& registry, AssertionStore& assertions, const ClientKeys& keys,
                             const SecretBox& secrets, std::string issuer, std::vector<std::string> endpoints,
                             std::shared_ptr<const jose::TrustAnchors> trust_anchors)
    : registry_(registry),
      assertions_(assertions),
      keys_(keys),
      secrets_(secrets),
      issuer_(std::move(issuer)),
      endpoints_(std::move(endpoints)),
      trust_anchors_(std::move(trust_anchors)) {}

Result<AuthenticatedClient> Authenticator::authenticate(const Credentials& credentials, Time now) const {
  const auto presented = read(credentials);
  if (!presented) {
    return unexpected(presented.error());
  }
  switch (presented->method) {
    case AuthMethod::none:
      // A certificate is no parameter: that the client proves itself by one, only its registration says [RFC8705 §2].
      if (auto client = registry_.find(presented->client_id); client != nullptr && uses_certificate(client->token_endpoint_auth_method)) {
        return by_certificate(std::move(client), credentials.certificate, now);
      }
      return by_name_only(*presented);
    case AuthMethod::private_key_jwt:
    case AuthMethod::client_secret_jwt:
      return by_assertion(*presented, now);
    case AuthMethod::client_secret_basic:
    case AuthMethod::client_secret_post:
    case AuthMethod::tls_client_auth:
    case AuthMethod::self_signed_tls_client_auth:
      break;
  }
  return by_secret(*presented, now);
}

Result<Authenticator::Presented> Authenticator::read(const Credentials& credentials) {
  const Form& form = credentials.form;
  const bool by_header = credentials.authorization_headers > 0;
  const bool by_body = form.has("client_secret");
  const bool by_assertion = form.has("client_assertion") || form.has("client_assertion_type");
  if (credentials.authorization_headers > 1 || by_header + by_body + by_assertion > 1) {
    return fail(Reason::client_authentication_repeated);  // [R-CA-1]
  }
  Presented presented;
  presented.client_id = form.get_or_empty("client_id");
  if (by_header) {
    const auto basic = parse_basic(credentials.authorization.value_or(std::string_view()));
    if (!basic) {
      return fail(Reason::client_authentication_malformed);
    }
    if (!presented.client_id.empty() && presented.client_id != basic->client_id) {
      return fail(Reason::client_authentication_failed,
                  "the body names another client_id than the Authorization header");
    }
    return Presented{AuthMethod::client_secret_basic, basic->client_id, basic->client_secret, {}};
  }
  if (by_assertion) {
    if (form.get_or_empty("client_assertion_type") != kJwtBearer) {
      return fail(Reason::assertion_type_unsupported);
    }
    presented.method = AuthMethod::private_key_jwt;  // or client_secret_jwt: the registration tells
    presented.assertion = form.get_or_empty("client_assertion");
    return presented;
  }
  if (presented.client_id.empty()) {
    return fail(Reason::client_authentication_missing, "no client_id");
  }
  if (by_body) {
    presented.method = AuthMethod::client_secret_post;
    presented.secret = form.get_or_empty("client_secret");
  }
  return presented;
}

Result<AuthenticatedClient> Authenticator::by_secret(const Presented& presented, Time now) const {
  auto client = registry_.find(presented.client_id);
  const SecretCheck check = check_secret(client.get(), presented.secret, now);
  if (client == nullptr) {
    return fail(Reason::client_unregistered);
  }
  if (client->disabled) {
    return fail(Reason::client_disabled);
  }
  if (client->token_endpoint_auth_method != presented.method) {
    return fail(Reason::client_method_mismatch,
                "registered is " + std::string(name_of(client->token_endpoint_auth_method)));
  }
  switch (check) {
    case SecretCheck::wrong:
      return fail(Reason::client_authentication_failed);
    case SecretCheck::expired:
      return fail(Reason::client_secret_expired);
    case SecretCheck::right:
      break;
  }
  return AuthenticatedClient(std::move(client), presented.method);
}

Result<AuthenticatedClient> Authenticator::by_assertion(const Presented& presented, Time now) const {
  const auto hint = jose::peek_claims(presented.assertion);
  const auto claimed = hint ? jose::bounded_claim(*hint, "iss") : std::nullopt;
  if (!claimed || (!presented.client_id.empty() && presented.client_id != *claimed)) {
    return fail(Reason::assertion_invalid, "iss is missing, or client_id names another client");
  }
  auto client = registry_.find(*claimed);
  if (client == nullptr) {
    return fail(Reason::client_unregistered);
  }
  if (client->disabled) {
    return fail(Reason::client_disabled);
  }
  const auto claims = vouched_claims(*client, presented.assertion, now);
  if (!claims) {
    return unexpected(claims.error());
  }
  if (auto judged = judge_assertion(*claims, *client, issuer_, endpoints_, now); !judged) {
    return unexpected(judged.error());
  }
  // Only now, when everything else is right, or a stranger could spend somebody's jti [R-CA-6].
  const Time remembered_until =
      from_epoch_seconds(*jose::numeric_date(*claims, "exp")) + jose::Skew{}.behind;
  if (!assertions_.use_once(client->client_id, crypto::sha256_base64url(*jose::bounded_claim(*claims, "jti")),
                            remembered_until)) {
    return fail(Reason::assertion_replayed);
  }
  const AuthMethod method = client->token_endpoint_auth_method;
  return AuthenticatedClient(std::move(client), method);
}

Result<Json> Authenticator::vouched_claims(const Client& client, std::string_view assertion, Time now) const {
  static const std::vector<std::string_view> typs{"", "jwt", "client-authentication+jwt"};
  if (client.token_endpoint_auth_method == AuthMethod::private_key_jwt) {
    auto verified = jose::verify(assertion, {client.assertion_algs, typs}, keys_.source(client, now));
    return verified ? Result<Json>(std::move(verified->claims))
                    : fail(Reason::assertion_invalid, std::string(jose::name_of(verified.error())));
  }
  if (client.token_endpoint_auth_method == AuthMethod::client_secret_jwt) {
    const std::vector<Secret> secrets = live_secrets(client, secrets_, now);
    auto verified = jose::verify_mac(assertion, {client.assertion_mac_algs, typs}, secrets);
    return verified ? Result<Json>(std::move(verified->claims))
                    : fail(Reason::assertion_invalid, std::string(jose::name_of(verified.error())));
  }
  return fail(Reason::client_method_mismatch,
              "registered is " + std::string(name_of(client.token_endpoint_auth_method)));
}

Result<AuthenticatedClient> Authenticator::by_name_only(const Presented& presented) const {
  auto client = registry_.find(presented.client_id);
  // One answer for clients that do not exist and clients that would have to prove themselves [R-CA-4].
  if (client == nullptr || !client->is_public()) {
    return fail(Reason::client_authentication_missing,
                client == nullptr ? "no such client" : "the client is confidential");
  }
  if (client->disabled) {
    return fail(Reason::client_disabled);
  }
  return AuthenticatedClient(std::move(client), AuthMethod::none);
}

Result<AuthenticatedClient> Authenticator::by_certificate(std::shared_ptr<const Client> client, std::string_view der, Time now) const {
  if (client->disabled) {
    return fail(Reason::client_disabled);
  }
  if (der.empty()) {
    return fail(Reason::client_authentication_missing, "no certificate was shown");
  }
  const auto certificate = jose::Certificate::parse(der);
  if (!certificate) {
    return fail(Reason::client_certificate_wrong, "not a certificate");
  }
  const AuthMethod method = client->token_endpoint_auth_method;
  if (method == AuthMethod::self_signed_tls_client_auth) {
    // The handshake has proved the key, and the key is registered; who signed the certificate says nothing [RFC8705 §2.2].
    const std::string key = certificate->key_thumbprint();
    const auto keys = keys_.keys(*client, std::nullopt, now);
    const bool registered = keys != nullptr && !key.empty() &&
                            std::any_of(keys->keys().begin(), keys->keys().end(), [&](const auto& one) { return one->thumbprint() == key; });
    return registered ? Result<AuthenticatedClient>(AuthenticatedClient(std::move(client), method))
                      : fail(Reason::client_certificate_wrong, "its key is not registered");
  }
  if (trust_anchors_ == nullptr || !certificate->is_vouched_for(*trust_anchors_, now)) {
    return fail(Reason::client_certificate_wrong, trust_anchors_ == nullptr ? "mtls.ca_file is not set" : "no authority of mtls.ca_file vouches for it now");
  }
  if (!client->tls_client_auth_name || !certificate->has(*client->tls_client_auth_name)) {
    return fail(Reason::client_certificate_wrong, "it is for another name");
  }
  return AuthenticatedClient(std::move(client), method);
}

}  // namespace signet::clients
