#include "endpoints/discovery.h"

#include <algorithm>

#include "accounts/claims.h"
#include "base/json.h"
#include "base/text.h"
#include "clients/metadata.h"
#include "crypto/digest.h"
#include "dpop/proof.h"
#include "jose/mac.h"
#include "protocol/capabilities.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

template <typename Alg>
std::vector<std::string_view> names_of(const std::vector<Alg>& algs) {
  std::vector<std::string_view> names;
  for (const Alg alg : algs) {
    names.push_back(jose::name_of(alg));
  }
  return names;
}

// Those of UserInfo, and those that every ID token carries.
std::vector<std::string_view> claims_supported() {
  std::vector<std::string_view> claims{"iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid"};
  for (const accounts::ScopeClaim& row : accounts::kScopeClaims) {
    claims.push_back(row.claim);
  }
  return claims;
}

}  // namespace

std::string discovery_document(const std::string& issuer, const clients::MetadataPolicy& policy, const Offered& offered) {
  using namespace protocol;
  const auto signing_algs = names_of(policy.signing_algs);
  const auto request_algs = names_of(policy.assertion_algs);
  // For private_key_jwt, then for client_secret_jwt.
  auto assertion_algs = request_algs;
  for (const jose::MacAlg alg : jose::kAllMacAlgs) {
    assertion_algs.push_back(jose::name_of(alg));
  }
  std::vector<std::string_view> auth_methods;
  std::vector<std::string_view> proving_methods;  // introspection is for clients that can authenticate [R-IN-1]
  for (const clients::AuthMethod method : policy.auth_methods) {
    auth_methods.push_back(clients::name_of(method));
    if (method != clients::AuthMethod::none) proving_methods.push_back(clients::name_of(method));
  }
  const auto key_algs = names_of(policy.key_algs);
  const auto encs = names_of(policy.encs);
  Json document = {
      {"issuer", issuer},
      {"authorization_endpoint", url_below(issuer, "/oauth2/authorize")},
      {"token_endpoint", url_below(issuer, "/oauth2/token")},
      {"userinfo_endpoint", url_below(issuer, "/oauth2/userinfo")},
      {"jwks_uri", url_below(issuer, "/oauth2/jwks")},
      {"revocation_endpoint", url_below(issuer, "/oauth2/revoke")},
      {"introspection_endpoint", url_below(issuer, "/oauth2/introspect")},
      {"device_authorization_endpoint", url_below(issuer, "/oauth2/device_authorization")},
      {"pushed_authorization_request_endpoint", url_below(issuer, "/oauth2/par")},
      {"require_pushed_authorization_requests", offered.require_par},
      {"end_session_endpoint", url_below(issuer, "/oauth2/logout")},
      {"check_session_iframe", url_below(issuer, "/oauth2/check_session")},
      {"backchannel_logout_supported", true},
      {"backchannel_logout_session_supported", true},
      {"frontchannel_logout_supported", true},
      {"frontchannel_logout_session_supported", true},
      {"scopes_supported", kScopes},
      {"response_types_supported", policy.response_types},
      {"response_modes_supported", kResponseModes},
      {"grant_types_supported", policy.grant_types},
      {"acr_values_supported", kAcrValues},
      {"subject_types_supported", kSubjectTypes},
      {"id_token_signing_alg_values_supported", signing_algs},
      {"id_token_encryption_alg_values_supported", key_algs},
      {"id_token_encryption_enc_values_supported", encs},
      {"userinfo_signing_alg_values_supported", signing_algs},
      {"userinfo_encryption_alg_values_supported", key_algs},
      {"userinfo_encryption_enc_values_supported", encs},
      {"authorization_signing_alg_values_supported", signing_algs},
      {"authorization_encryption_alg_values_supported", key_algs},
      {"authorization_encryption_enc_values_supported", encs},
      {"request_object_signing_alg_values_supported", request_algs},
      {"request_object_encryption_alg_values_supported", names_of(offered.request_encryption)},
      {"request_object_encryption_enc_values_supported", encs},
      {"token_endpoint_auth_methods_supported", auth_methods},
      {"token_endpoint_auth_signing_alg_values_supported", assertion_algs},
      {"revocation_endpoint_auth_methods_supported", auth_methods},
      {"revocation_endpoint_auth_signing_alg_values_supported", assertion_algs},
      {"introspection_endpoint_auth_methods_supported", proving_methods},
      {"introspection_endpoint_auth_signing_alg_values_supported", assertion_algs},
      {"claim_types_supported", {"normal"}},
      {"claims_supported", claims_supported()},
      {"display_values_supported", kDisplayValues},
      {"ui_locales_supported", kUiLocales},
      {"code_challenge_methods_supported", kCodeChallengeMethods},
      {"dpop_signing_alg_values_supported", names_of(std::vector(dpop::kAlgs.begin(), dpop::kAlgs.end()))},
      {"prompt_values_supported", kPromptValues},
      {"claims_parameter_supported", true},
      {"request_parameter_supported", true},
      {"request_uri_parameter_supported", true},
      {"require_request_uri_registration", true},
      {"authorization_response_iss_parameter_supported", true},
  };
  if (offered.registration) {
    document["registration_endpoint"] = url_below(issuer, "/oauth2/register");
  }
  if (std::find(policy.grant_types.begin(), policy.grant_types.end(), kCibaGrant) != policy.grant_types.end()) {
    document["backchannel_authentication_endpoint"] = url_below(issuer, "/oauth2/bc-authorize");
    document["backchannel_token_delivery_modes_supported"] = kTokenDeliveryModes;
    document["backchannel_authentication_request_signing_alg_values_supported"] = request_algs;
    document["backchannel_user_code_parameter_supported"] = false;
  }
  if (policy.client_certificates) {
    document["tls_client_certificate_bound_access_tokens"] = true;
    if (!offered.mtls_url.empty()) {
      // [RFC8705 §5] Only what programs call: a browser that is asked for a certificate asks its person.
      Json& aliases = document["mtls_endpoint_aliases"];
      for (const char* name : {"token_endpoint", "userinfo_endpoint", "revocation_endpoint", "introspection_endpoint",
                               "device_authorization_endpoint", "pushed_authorization_request_endpoint", "backchannel_authentication_endpoint"}) {
        if (document.contains(name)) aliases[name] = offered.mtls_url + document[name].get<std::string>().substr(web::parse_url(issuer).value().origin().size());
      }
    }
  }
  return document.dump();
}

DiscoveryEndpoint::DiscoveryEndpoint(const std::string& issuer, const clients::MetadataPolicy& policy, const Offered& offered)
    : document_(discovery_document(issuer, policy, offered)), etag_('"' + crypto::sha256_base64url(document_) + '"') {}

web::Response DiscoveryEndpoint::operator()(const web::Request& request) const {
  return public_document(request, "application/json", document_, etag_, "public, max-age=3600");
}

web::Response public_document(const web::Request& request, std::string_view content_type, const std::string& body,
                              const std::string& etag, std::string_view cache_control) {
  web::Response response;
  response.add("Cache-Control", cache_control);
  response.add("ETag", etag);
  response.add("X-Content-Type-Options", "nosniff");
  if (const auto known = request.header("If-None-Match")) {
    for (const std::string_view candidate : split(*known, ',')) {
      std::string_view tag = trim(candidate);
      if (tag.starts_with("W/")) {
        tag.remove_prefix(2);  // weak comparison [RFC9110 §13.1.2]
      }
      if (tag == etag || tag == "*") {
        response.status = 304;
        return response;
      }
    }
  }
  response.add("Content-Type", content_type);
  response.body = body;
  return response;
}

}  // namespace signet::endpoints
