#include "clients/metadata.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/text.h"
#include "clients/metadata_members.h"
#include "clients/sector.h"
#include "web/url.h"

namespace signet::clients {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

namespace {

bool holds(const Json& list, std::string_view value) {
  return std::any_of(list.begin(), list.end(), [&](const Json& entry) { return entry == value; });
}

// Whether one of the response types has `word` in it.
bool any_response_type_has(const Json& response_types, std::string_view word) {
  return std::any_of(response_types.begin(), response_types.end(), [&](const Json& entry) {
    const auto words = split(entry.get_ref<const std::string&>(), ' ');
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

void set_default(Json& metadata, const char* name, Json value) {
  if (!metadata.contains(name)) {
    metadata[name] = std::move(value);
  }
}

std::string profile_of(const Json& metadata) { return metadata.value("security_profile", "oidc"); }

bool is_fapi(const Json& metadata) { return profile_of(metadata) != "oidc"; }

// What signatures are made with under FAPI [FAPI2.Security §5.4.1]; the first that the server has a key for is the default.
constexpr std::array kFapiAlgs{jose::Alg::ES256, jose::Alg::PS256, jose::Alg::EdDSA};

bool is_fapi_alg(jose::Alg alg) { return std::find(kFapiAlgs.begin(), kFapiAlgs.end(), alg) != kFapiAlgs.end(); }

std::vector<jose::Alg> fapi_algs(std::vector<jose::Alg> algs) {
  std::erase_if(algs, [](jose::Alg alg) { return !is_fapi_alg(alg); });
  return algs;
}

// What the profile settles by itself, so that it need not be said; what was said otherwise is refused below.
void fill_in_fapi_defaults(Json& metadata, const MetadataPolicy& policy) {
  set_default(metadata, "token_endpoint_auth_method", name_of(AuthMethod::private_key_jwt));
  set_default(metadata, "require_pushed_authorization_requests", true);
  if (profile_of(metadata) == "fapi2-signed") {
    set_default(metadata, "require_signed_request_object", true);
  }
  if (metadata.value("tls_client_certificate_bound_access_tokens", Json(false)) != true) {
    set_default(metadata, "dpop_bound_access_tokens", true);
  }
  if (const auto algs = fapi_algs(policy.signing_algs); !algs.empty()) {
    const jose::Alg alg = std::find(algs.begin(), algs.end(), jose::Alg::ES256) != algs.end() ? jose::Alg::ES256 : algs.front();
    set_default(metadata, "id_token_signed_response_alg", jose::name_of(alg));
    set_default(metadata, "access_token_signed_response_alg", jose::name_of(alg));
    set_default(metadata, "authorization_signed_response_alg", jose::name_of(alg));
  }
}

// [RFC7591 §2] [OIDC.Registration §2]
void fill_in_defaults(Json& metadata, const MetadataPolicy& policy) {
  if (is_fapi(metadata)) {
    fill_in_fapi_defaults(metadata, policy);
  }
  const bool has_rs256 = std::find(policy.signing_algs.begin(), policy.signing_algs.end(),
                                   jose::Alg::RS256) != policy.signing_algs.end();
  const jose::Alg id_token_alg =
      has_rs256 || policy.signing_algs.empty() ? jose::Alg::RS256 : policy.signing_algs.front();
  set_default(metadata, "redirect_uris", Json::array());
  if (!metadata.contains("grant_types")) {
    // The standard's default is the code flow; response types that were named say better what is meant.
    const Json types = metadata.value("response_types", Json::array({"code"}));
    Json grants = Json::array();
    if (any_response_type_has(types, "code")) grants.push_back("authorization_code");
    if (any_response_type_has(types, "token") || any_response_type_has(types, "id_token")) grants.push_back("implicit");
    metadata["grant_types"] = grants.empty() ? Json::array({"authorization_code"}) : grants;
  }
  // The standard's default is "code" for everybody; for a client that never visits the authorization endpoint
  // that would only be a contradiction.
  set_default(metadata, "response_types",
              holds(metadata["grant_types"], "authorization_code") ? Json::array({"code"}) : Json::array());
  if (holds(metadata["grant_types"], protocol::kCibaGrant)) {
    set_default(metadata, "backchannel_token_delivery_mode", "poll");
  }
  set_default(metadata, "token_endpoint_auth_method", name_of(AuthMethod::client_secret_basic));
  set_default(metadata, "application_type", "web");
  const protocol::ScopeSet scope = protocol::ScopeSet::parse(kDefaultScope).value();
  set_default(metadata, "scope", policy.scopes ? scope.intersection(*policy.scopes).text() : scope.text());
  set_default(metadata, "id_token_signed_response_alg", jose::name_of(id_token_alg));
}

// [OIDC.FrontChannel §2] Loaded in a frame of our page: the origin must be one of those that the client answers at.
Result<void> check_front_channel_logout(const Json& metadata) {
  const auto uri = string_member(metadata, "frontchannel_logout_uri");
  if (!uri) {
    return {};
  }
  const auto origin = web::parse_url(*uri).value().origin();
  for (const Json& redirect_uri : metadata["redirect_uris"]) {
    if (web::parse_url(redirect_uri.get_ref<const std::string&>()).value().origin() == origin) {
      return {};
    }
  }
  return fail(Reason::metadata_uri, "frontchannel_logout_uri: must have the scheme, host and port of a redirect URI");
}

// A MAC under the secret is another thing than a signature, and each has its own algorithms [R-JW-2].
Result<void> check_auth_signing_alg(const Json& metadata) {
  const auto alg = string_member(metadata, "token_endpoint_auth_signing_alg");
  const bool by_mac = metadata["token_endpoint_auth_method"] == name_of(AuthMethod::client_secret_jwt);
  if (alg && jose::mac_alg_from(*alg).has_value() != by_mac) {
    return fail(Reason::metadata_inconsistent,
                "token_endpoint_auth_signing_alg: client_secret_jwt needs HS256, HS384 or HS512, and no other method may have them");
  }
  return {};
}

// [OIDC.Registration §5]
Result<void> check_subject_type(const Json& metadata) {
  if (metadata.value("subject_type", Json()) == "pairwise" && !sector_identifier(metadata)) {
    return fail(Reason::metadata_sector,
                "subject_type: pairwise needs redirect URIs at one host, or a sector_identifier_uri that lists them");
  }
  return {};
}

// [OIDC.Registration §2] [DR-09] What the implicit grant puts into a browser's address leaves a web client's page over TLS only.
Result<void> check_implicit_redirects(const Json& metadata) {
  if (metadata["application_type"] != "web" || !holds(metadata["grant_types"], "implicit")) {
    return {};
  }
  for (const Json& redirect_uri : metadata["redirect_uris"]) {
    const auto url = web::parse_url(redirect_uri.get_ref<const std::string&>()).value();
    if (url.scheme != "https" || ascii_lower(url.host) == "localhost") {
      return fail(Reason::metadata_redirect_uri, "redirect_uris: a web client with grant type implicit needs https, and not localhost");
    }
  }
  return {};
}

bool is_bound(const Json& metadata) {
  return metadata.value("dpop_bound_access_tokens", Json(false)) == true ||
         metadata.value("tls_client_certificate_bound_access_tokens", Json(false)) == true;
}

// The member by which tls_client_auth names the certificate, and what kind of name that is [RFC8705 §2.1.2].
using CertificateKind = jose::CertificateName::Kind;
constexpr std::array<std::pair<const char*, CertificateKind>, 5> kCertificateNames{{{"tls_client_auth_subject_dn", CertificateKind::subject_dn},
                                                                                   {"tls_client_auth_san_dns", CertificateKind::san_dns},
                                                                                   {"tls_client_auth_san_uri", CertificateKind::san_uri},
                                                                                   {"tls_client_auth_san_ip", CertificateKind::san_ip},
                                                                                   {"tls_client_auth_san_email", CertificateKind::san_email}}};

// [RFC8705 §2.1.2] Exactly one name for whom authorities vouch; none where keys are registered, or nothing of TLS.
Result<void> check_certificate_names(const Json& metadata) {
  const auto names = std::count_if(kCertificateNames.begin(), kCertificateNames.end(), [&](const auto& row) { return metadata.contains(row.first); });
  const bool needs_one = metadata["token_endpoint_auth_method"] == name_of(AuthMethod::tls_client_auth);
  if (names != (needs_one ? 1 : 0)) {
    return fail(Reason::metadata_inconsistent,
                "tls_client_auth_subject_dn, _san_dns, _san_uri, _san_ip, _san_email: exactly one with method tls_client_auth, and none without");
  }
  return {};
}

// [RFC9449 §5] What leaves the authorization endpoint itself comes to whoever has the browser, and proves nothing.
Result<void> check_binding(const Json& metadata) {
  if (is_bound(metadata) && any_response_type_has(metadata["response_types"], "token")) {
    return fail(Reason::metadata_inconsistent,
                "dpop_bound_access_tokens, tls_client_certificate_bound_access_tokens: exclude response types with token");
  }
  return {};
}

// [OIDC.CIBA §4]
Result<void> check_backchannel(const Json& metadata) {
  const bool by_backchannel = holds(metadata["grant_types"], protocol::kCibaGrant);
  for (const char* member : {"backchannel_token_delivery_mode", "backchannel_client_notification_endpoint",
                             "backchannel_authentication_request_signing_alg"}) {
    if (!by_backchannel && metadata.contains(member)) {
      return fail(Reason::metadata_inconsistent, std::string(member) + ": needs grant type " + std::string(protocol::kCibaGrant));
    }
  }
  if (by_backchannel && metadata["token_endpoint_auth_method"] == name_of(AuthMethod::none)) {
    return fail(Reason::metadata_inconsistent,
                "grant_types: " + std::string(protocol::kCibaGrant) + " needs a client that authenticates, not method none");
  }
  const bool by_ping = metadata.value("backchannel_token_delivery_mode", "") == "ping";
  if (by_ping != metadata.contains("backchannel_client_notification_endpoint")) {
    return fail(Reason::metadata_inconsistent, "backchannel_client_notification_endpoint: delivery mode ping needs it, and no other may have it");
  }
  const bool has_keys = metadata.contains("jwks") || metadata.contains("jwks_uri");
  if (metadata.contains("backchannel_authentication_request_signing_alg") && !has_keys) {
    return fail(Reason::metadata_keys, "backchannel_authentication_request_signing_alg: needs the client's public keys, in jwks or at jwks_uri");
  }
  return {};
}

// What the profiles demand beyond what all of FAPI does.
Result<void> check_signed_profiles(const Json& metadata) {
  const bool has_keys = metadata.contains("jwks") || metadata.contains("jwks_uri");
  if (profile_of(metadata) == "fapi2-signed" && metadata.value("require_signed_request_object", Json(false)) != true) {
    return fail(Reason::metadata_inconsistent, "security_profile: fapi2-signed needs require_signed_request_object");
  }
  if (profile_of(metadata) == "fapi-ciba" && !holds(metadata["grant_types"], protocol::kCibaGrant)) {
    return fail(Reason::metadata_inconsistent, "security_profile: fapi-ciba needs grant type " + std::string(protocol::kCibaGrant));
  }
  if ((profile_of(metadata) == "fapi2-signed" || profile_of(metadata) == "fapi-ciba") && !has_keys) {
    return fail(Reason::metadata_keys, "jwks: a client that signs its requests needs its public keys, here or at jwks_uri");
  }
  return {};
}

// [FAPI2.Security §5.3.2] What a client of these profiles may not weaken.
Result<void> check_profile(const Json& metadata) {
  if (!is_fapi(metadata)) {
    return {};
  }
  const std::string profile = profile_of(metadata);
  const auto weakens = [](std::string sentence) { return fail(Reason::metadata_inconsistent, std::move(sentence)); };
  const auto method = auth_method_from(metadata["token_endpoint_auth_method"].get_ref<const std::string&>());
  if (method != AuthMethod::private_key_jwt && !uses_certificate(method.value_or(AuthMethod::none))) {
    return weakens("token_endpoint_auth_method: security_profile " + profile + " needs private_key_jwt, tls_client_auth or self_signed_tls_client_auth");
  }
  if (metadata["require_pushed_authorization_requests"] != true || !is_bound(metadata)) {
    return weakens("security_profile: " + profile + " needs require_pushed_authorization_requests, and dpop_bound_access_tokens or "
                   "tls_client_certificate_bound_access_tokens");
  }
  for (const Json& type : metadata["response_types"]) {
    if (type != "code") {
      return weakens("response_types: security_profile " + profile + " allows code only");
    }
  }
  for (const char* member : {"id_token_signed_response_alg", "access_token_signed_response_alg", "userinfo_signed_response_alg",
                             "authorization_signed_response_alg", "token_endpoint_auth_signing_alg", "request_object_signing_alg",
                             "backchannel_authentication_request_signing_alg"}) {
    const auto alg = string_member(metadata, member);
    if (alg && !is_fapi_alg(jose::alg_from(*alg).value_or(jose::Alg::RS256))) {
      return weakens("security_profile: " + profile + " needs PS256, ES256 or EdDSA for every signature, also of this server (keys.algs)");
    }
  }
  for (const Json& redirect_uri : metadata["redirect_uris"]) {
    const auto url = web::parse_url(redirect_uri.get_ref<const std::string&>()).value();
    if (metadata["application_type"] == "web" && url.scheme != "https") {
      return fail(Reason::metadata_redirect_uri, "redirect_uris: security_profile " + profile + " needs https");
    }
  }
  return {};
}

// [RFC7591 §2.1] What each member allows, together.
Result<void> check_consistency(const Json& metadata) {
  const auto inconsistent = [](const char* sentence) {
    return fail(Reason::metadata_inconsistent, sentence);
  };
  const Json& grants = metadata["grant_types"];
  const Json& responses = metadata["response_types"];
  const bool by_code = holds(grants, "authorization_code");
  const bool by_front_channel = holds(grants, "implicit");
  const bool is_public = metadata["token_endpoint_auth_method"] == name_of(AuthMethod::none);
  if (grants.empty()) {
    return inconsistent("grant_types: a client without any can do nothing");
  }
  if (any_response_type_has(responses, "code") != by_code) {
    return inconsistent("response_types: a type with code and grant type authorization_code need each other");
  }
  if ((any_response_type_has(responses, "token") || any_response_type_has(responses, "id_token")) !=
      by_front_channel) {
    return inconsistent(
        "response_types: a type with token or id_token and grant type implicit need each other");
  }
  if (holds(grants, "refresh_token") && grants.size() == 1) {
    return inconsistent("grant_types: refresh_token needs another grant type that issues refresh tokens");
  }
  if (is_public && holds(grants, "client_credentials")) {
    return inconsistent("grant_types: client_credentials needs a client that authenticates, not method none");
  }
  if ((by_code || by_front_channel) && metadata["redirect_uris"].empty()) {
    return fail(Reason::metadata_redirect_uri_missing,
                "redirect_uris: at least one is needed for these grant types");
  }
  if (auto checked = check_implicit_redirects(metadata); !checked) {
    return checked;
  }
  const bool has_keys = metadata.contains("jwks") || metadata.contains("jwks_uri");
  if (metadata.contains("jwks") && metadata.contains("jwks_uri")) {
    return fail(Reason::metadata_keys, "jwks: give the keys or jwks_uri, not both");  // [RFC7591 §2]
  }
  const bool by_key = metadata["token_endpoint_auth_method"] == name_of(AuthMethod::private_key_jwt) ||
                      metadata["token_endpoint_auth_method"] == name_of(AuthMethod::self_signed_tls_client_auth);
  if (by_key && !has_keys) {
    return fail(Reason::metadata_keys,
                "jwks: private_key_jwt and self_signed_tls_client_auth need the client's public keys, here or at jwks_uri");
  }
  for (const char* use : {"id_token", "userinfo", "authorization"}) {
    const std::string alg = std::string(use) + "_encrypted_response_alg";
    if (metadata.contains(alg) && !has_keys) {
      return fail(Reason::metadata_keys, alg + ": needs a public key to encrypt to, in jwks or at jwks_uri");
    }
    if (!metadata.contains(alg) && metadata.contains(std::string(use) + "_encrypted_response_enc")) {
      return inconsistent("id_token_encrypted_response_enc, userinfo_encrypted_response_enc, authorization_encrypted_response_enc: need their alg");
    }
  }
  if (metadata.contains("request_object_encryption_enc") && !metadata.contains("request_object_encryption_alg")) {
    return inconsistent("request_object_encryption_enc: needs request_object_encryption_alg");
  }
  for (const auto check : {check_auth_signing_alg, check_subject_type, check_front_channel_logout, check_binding, check_certificate_names, check_backchannel, check_profile,
                           check_signed_profiles}) {
    if (auto judged = check(metadata); !judged) {
      return judged;
    }
  }
  return {};
}

}  // namespace

Result<Json> validate_metadata(const Json& submitted, const MetadataPolicy& policy) {
  if (!submitted.is_object()) {
    return fail(Reason::metadata_malformed, "the metadata is not a JSON object");
  }
  const bool is_native = submitted.value("application_type", Json()) == "native";
  const MemberContext context{policy,
                              is_native ? protocol::ApplicationType::native : protocol::ApplicationType::web};
  Json metadata = Json::object();
  for (const Member& member : members()) {
    const auto found = submitted.find(member.name);
    // Null and empty text are how some clients write "not given" [RFC7592 §2.2].
    if (found == submitted.end() || found->is_null() || *found == "" ||
        (member.operator_only && !policy.operator_)) {
      continue;
    }
    auto value = member.read(*found, context);
    if (!value) {
      return fail(value.error().reason, std::string(member.name) + value.error().detail);
    }
    metadata[member.name] = std::move(*value);
  }
  fill_in_defaults(metadata, policy);
  if (auto consistent = check_consistency(metadata); !consistent) {
    return unexpected(consistent.error());
  }
  return metadata;
}

namespace {

template <typename T>
T required(std::optional<T> value, const char* name) {
  if (!value) {
    throw std::runtime_error(std::string("stored client metadata: ") + name);
  }
  return std::move(*value);
}

std::vector<std::string> list_or_empty(const Json& metadata, const char* name) {
  return metadata.contains(name) ? required(strings_member(metadata, name), name)
                                 : std::vector<std::string>();
}

// The value of text member `name` as `read` understands it; `otherwise` where it is absent.
template <typename T>
T read_or(const Json& metadata, const char* name, std::optional<T> (*read)(std::string_view), T otherwise) {
  const auto text = string_member(metadata, name);
  return text ? required(read(*text), name) : otherwise;
}

// What `use` ("id_token_encrypted_response") is registered with; nullopt: not encrypted.
std::optional<jose::Encryption> encryption(const Json& metadata, const std::string& use) {
  const auto alg = string_member(metadata, (use + "_alg").c_str());
  if (!alg) {
    return std::nullopt;
  }
  return jose::Encryption{required(jose::key_alg_from(*alg), "alg"),
                          read_or(metadata, (use + "_enc").c_str(), jose::enc_from, jose::Enc::A128CBC_HS256)};
}

bool flag(const Json& metadata, const char* name) { return metadata.value(name, Json(false)) == true; }

}  // namespace

Client client_from(const StoredClient& stored, const MetadataPolicy& policy) {
  Json metadata = required(parse_json_object(stored.metadata, kMaxMetadataDepth), "JSON");
  Client client;
  client.operator_made = flag(metadata, kOperatorMade);
  client.invited = flag(metadata, kInvited);
  metadata.erase(kOperatorMade);
  metadata.erase(kInvited);

  client.client_id = stored.client_id;
  client.client_name = string_member(metadata, "client_name").value_or("");
  client.redirect_uris = list_or_empty(metadata, "redirect_uris");
  client.grant_types = required(strings_member(metadata, "grant_types"), "grant_types");
  client.response_types = required(strings_member(metadata, "response_types"), "response_types");
  client.scope =
      required(protocol::ScopeSet::parse(required(string_member(metadata, "scope"), "scope")), "scope");
  client.token_endpoint_auth_method =
      required(auth_method_from(required(string_member(metadata, "token_endpoint_auth_method"),
                                         "token_endpoint_auth_method")),
               "token_endpoint_auth_method");
  client.assertion_algs = policy.assertion_algs;
  client.assertion_mac_algs = policy.mac_algs;
  if (const auto pinned = string_member(metadata, "token_endpoint_auth_signing_alg")) {
    if (const auto mac = jose::mac_alg_from(*pinned)) {
      client.assertion_mac_algs = {*mac};
    } else {
      client.assertion_algs = {required(jose::alg_from(*pinned), "token_endpoint_auth_signing_alg")};
    }
  }
  client.application_type = string_member(metadata, "application_type") == "native"
                                ? protocol::ApplicationType::native
                                : protocol::ApplicationType::web;
  client.id_token_signed_response_alg =
      read_or(metadata, "id_token_signed_response_alg", jose::alg_from, jose::Alg::RS256);
  client.id_token_encryption = encryption(metadata, "id_token_encrypted_response");
  if (const auto alg = string_member(metadata, "userinfo_signed_response_alg")) {
    client.userinfo_signed_response_alg = required(jose::alg_from(*alg), "userinfo_signed_response_alg");
  }
  client.userinfo_encryption = encryption(metadata, "userinfo_encrypted_response");
  client.request_object_algs = policy.assertion_algs;
  if (const auto pinned = string_member(metadata, "request_object_signing_alg")) {
    client.request_object_algs = {required(jose::alg_from(*pinned), "request_object_signing_alg")};
  }
  client.security_profile = read_or(metadata, "security_profile", security_profile_from, SecurityProfile::oidc);
  client.dpop_bound_access_tokens = flag(metadata, "dpop_bound_access_tokens");
  client.tls_client_certificate_bound_access_tokens = flag(metadata, "tls_client_certificate_bound_access_tokens");
  for (const auto& [member, kind] : kCertificateNames) {
    if (auto name = string_member(metadata, member)) {
      client.tls_client_auth_name = {kind, *std::move(name)};
    }
  }
  if (client.is_fapi()) {
    client.assertion_algs = fapi_algs(std::move(client.assertion_algs));
    client.request_object_algs = fapi_algs(std::move(client.request_object_algs));
  }
  client.authorization_signed_response_alg =
      read_or(metadata, "authorization_signed_response_alg", jose::alg_from, jose::Alg::RS256);
  client.authorization_encryption = encryption(metadata, "authorization_encrypted_response");
  client.require_signed_request_object = flag(metadata, "require_signed_request_object");
  if (const auto alg = string_member(metadata, "backchannel_authentication_request_signing_alg")) {
    client.backchannel_request_algs = {required(jose::alg_from(*alg), "backchannel_authentication_request_signing_alg")};
  } else if (client.security_profile == SecurityProfile::fapi_ciba) {
    client.backchannel_request_algs = fapi_algs(policy.assertion_algs);
  }
  client.wants_ping = string_member(metadata, "backchannel_token_delivery_mode") == "ping";
  client.backchannel_client_notification_endpoint = string_member(metadata, "backchannel_client_notification_endpoint");
  client.request_object_encryption = encryption(metadata, "request_object_encryption");
  client.request_uris = list_or_empty(metadata, "request_uris");
  client.subject_type =
      string_member(metadata, "subject_type") == "pairwise" ? SubjectType::pairwise : SubjectType::public_;
  client.sector_identifier_uri = string_member(metadata, "sector_identifier_uri");
  if (client.subject_type == SubjectType::pairwise) {
    client.sector_identifier = required(sector_identifier(metadata), "sector_identifier_uri");
  }
  client.default_acr_values = list_or_empty(metadata, "default_acr_values");
  client.require_pushed_authorization_requests = flag(metadata, "require_pushed_authorization_requests");
  client.access_token_format =
      read_or(metadata, "access_token_format", access_token_format_from, policy.access_token_format);
  client.access_token_signed_response_alg = read_or(metadata, "access_token_signed_response_alg",
                                                    jose::alg_from, policy.access_token_signed_response_alg);
  client.first_party = flag(metadata, "first_party");
  client.require_auth_time = flag(metadata, "require_auth_time");
  if (const auto found = metadata.find("default_max_age"); found != metadata.end()) {
    client.default_max_age = Seconds(found->get<std::int64_t>());
  }
  client.logo_uri = string_member(metadata, "logo_uri");
  client.policy_uri = string_member(metadata, "policy_uri");
  client.tos_uri = string_member(metadata, "tos_uri");
  client.client_uri = string_member(metadata, "client_uri");
  client.contacts = list_or_empty(metadata, "contacts");
  client.web_origins = list_or_empty(metadata, "web_origins");
  client.origins = client.web_origins;
  for (const std::string& uri : client.is_public() ? client.redirect_uris : std::vector<std::string>()) {
    if (const auto url = web::parse_url(uri); url && (url->scheme == "https" || url->scheme == "http")) {
      client.origins.push_back(url->origin());
    }
  }
  client.post_logout_redirect_uris = list_or_empty(metadata, "post_logout_redirect_uris");
  client.backchannel_logout_uri = string_member(metadata, "backchannel_logout_uri");
  client.backchannel_logout_session_required = flag(metadata, "backchannel_logout_session_required");
  client.frontchannel_logout_uri = string_member(metadata, "frontchannel_logout_uri");
  client.frontchannel_logout_session_required = flag(metadata, "frontchannel_logout_session_required");
  client.jwks_uri = string_member(metadata, "jwks_uri");
  if (const auto found = metadata.find("jwks"); found != metadata.end()) {
    auto keys = jose::import_jwks(*found);
    if (!keys) {
      throw std::runtime_error("stored client metadata: jwks");
    }
    client.keys = std::make_shared<const jose::KeySet>(std::move(*keys));
  }
  client.disabled = stored.disabled;
  client.created_at = stored.created_at;
  client.updated_at = stored.updated_at;
  client.secrets = stored.secrets;
  client.registration_digest = stored.registration_digest;
  client.forget_at = stored.forget_at;
  client.metadata = std::move(metadata);
  return client;
}

}  // namespace signet::clients
