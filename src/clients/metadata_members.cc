#include "clients/metadata_members.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "clients/display_name.h"
#include "web/url.h"

namespace signet::clients {
namespace {

using protocol::fail;
using protocol::Reason;
using protocol::Result;

// [R-RG-3]
constexpr std::size_t kMostEntries = 16;
constexpr std::size_t kLongestUri = 2000;
constexpr std::size_t kLongestText = 256;
constexpr std::size_t kLongestScope = 2000;
constexpr std::size_t kLongestKeys = 16 * 1024;
constexpr std::int64_t kLongestMaxAge = 10LL * 365 * 24 * 3600;

tl::unexpected<protocol::Error> wrong_type(const char* expected) {
  return fail(Reason::metadata_malformed, std::string(": must be ") + expected);
}

// "only a, b, c are supported": tells what would do, without repeating what did not.
tl::unexpected<protocol::Error> unsupported(const std::vector<std::string>& supported) {
  return fail(Reason::metadata_value, ": supported here: " + join(supported, ", "));
}

bool contains(const std::vector<std::string>& list, std::string_view value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

template <typename Enum>
std::vector<std::string> names_of(const std::vector<Enum>& values) {
  std::vector<std::string> names;
  for (const Enum value : values) {
    names.emplace_back(name_of(value));
  }
  return names;
}

Result<Json> one_of(const Json& value, const std::vector<std::string>& supported) {
  if (!value.is_string()) {
    return wrong_type("text");
  }
  return contains(supported, value.get_ref<const std::string&>()) ? Result<Json>(value)
                                                                  : unsupported(supported);
}

// An array of at most 16 texts, each as `read_entry` returns it, repeats left out.
template <typename ReadEntry>
Result<Json> list_of(const Json& value, ReadEntry read_entry) {
  if (!value.is_array() || value.size() > kMostEntries) {
    return wrong_type("an array of at most 16 texts");
  }
  Json list = Json::array();
  for (const Json& entry : value) {
    auto read =
        entry.is_string() ? read_entry(entry) : Result<Json>(wrong_type("an array of at most 16 texts"));
    if (!read) {
      return fail(read.error().reason,
                  "[" + std::to_string(&entry - &value.front()) + "]" + read.error().detail);
    }
    if (std::find(list.begin(), list.end(), *read) == list.end()) {
      list.push_back(std::move(*read));
    }
  }
  return list;
}

Result<Json> text(const Json& value, const MemberContext&) {
  if (!value.is_string() || value.get_ref<const std::string&>().size() > kLongestText ||
      !is_clean_text(value.get_ref<const std::string&>())) {
    return wrong_type("text of at most 256 bytes without control characters");
  }
  return value;
}

Result<Json> display_name(const Json& value, const MemberContext&) {
  if (!value.is_string()) {
    return wrong_type("text");
  }
  const std::string name(trim(value.get_ref<const std::string&>()));
  if (!is_display_name(name)) {
    return fail(Reason::metadata_value,
                ": must have 1 to 128 characters, none of them a control, an invisible one or one that turns "
                "the direction of text");
  }
  return name;
}

Result<Json> boolean(const Json& value, const MemberContext&) {
  return value.is_boolean() ? Result<Json>(value) : wrong_type("true or false");
}

// Only where certificates are asked for; what cannot be proved here cannot be demanded either.
Result<Json> certificate_binding(const Json& value, const MemberContext& context) {
  if (value == true && !context.policy.client_certificates) {
    return fail(Reason::metadata_value, ": certificates of clients are not asked for here (mtls.enabled)");
  }
  return boolean(value, context);
}

Result<Json> certificate_name(const Json& value, const MemberContext&) {
  if (!value.is_string() || value.get_ref<const std::string&>().size() > kLongestUri ||
      !is_clean_text(value.get_ref<const std::string&>())) {
    return wrong_type("text of at most 2000 bytes without control characters");
  }
  return value;
}

Result<Json> seconds(const Json& value, const MemberContext&) {
  if (!value.is_number_integer() || value < 0 || value > kLongestMaxAge) {
    return wrong_type("a whole number of seconds, at most ten years");
  }
  return value;
}

// [R-RG-4]
Result<Json> https_url(const Json& value, const MemberContext&) {
  if (!value.is_string()) {
    return wrong_type("text");
  }
  const auto& uri = value.get_ref<const std::string&>();
  const auto url = uri.size() <= kLongestUri ? web::parse_url(uri) : std::nullopt;
  if (!url || url->scheme != "https" || url->host.empty() || url->userinfo) {
    return fail(Reason::metadata_uri, ": must be an https URL of at most 2000 bytes without a user name");
  }
  return value;
}

// What this server itself fetches.
Result<Json> fetched_url(const Json& value, const MemberContext& context) {
  if (context.policy.http_on_loopback && value.is_string()) {
    const auto& uri = value.get_ref<const std::string&>();
    const auto url = uri.size() <= kLongestUri ? web::parse_url(uri) : std::nullopt;
    if (url && url->scheme == "http" && web::is_loopback_literal(url->host) && !url->userinfo) {
      return value;
    }
  }
  return https_url(value, context);
}

bool leads_to_allowed_host(const std::string& uri, const std::vector<std::string>& allowed) {
  const std::string host = ascii_lower(web::parse_url(uri).value().host);
  return allowed.empty() || std::any_of(allowed.begin(), allowed.end(), [&](const std::string& pattern) {
           const std::string wanted = ascii_lower(pattern);
           return wanted.starts_with('.') ? host.size() > wanted.size() && host.ends_with(wanted) : host == wanted;
         });
}

Result<Json> redirect_uris(const Json& value, const MemberContext& context) {  // [R-AZ-3]
  return list_of(value, [&](const Json& entry) -> Result<Json> {
    if (const auto fault =
            protocol::redirect_uri_fault(entry.get_ref<const std::string&>(), context.application_type)) {
      return fail(Reason::metadata_redirect_uri, ": " + *fault);
    }
    if (!leads_to_allowed_host(entry.get_ref<const std::string&>(), context.policy.redirect_hosts)) {
      return fail(Reason::metadata_redirect_uri, ": hosts that are allowed here: " + join(context.policy.redirect_hosts, ", "));
    }
    return entry;
  });
}

// As browsers send it in the Origin header, letter for letter.
Result<Json> origins(const Json& value, const MemberContext&) {
  return list_of(value, [](const Json& entry) -> Result<Json> {
    const auto& origin = entry.get_ref<const std::string&>();
    const auto url = origin.size() <= kLongestUri ? web::parse_url(origin) : std::nullopt;
    const bool is_secure =
        url && (url->scheme == "https" ||
                (url->scheme == "http" && (web::is_loopback_literal(url->host) || url->host == "localhost")));
    if (!is_secure || url->host.empty() || url->origin() != origin) {
      return fail(Reason::metadata_uri,
                  ": must be an origin such as https://app.example (http only on loopback)");
    }
    return entry;
  });
}

Result<Json> contacts(const Json& value, const MemberContext& context) {
  return list_of(value, [&](const Json& entry) { return text(entry, context); });
}

Result<Json> grant_types(const Json& value, const MemberContext& context) {
  return list_of(value, [&](const Json& entry) { return one_of(entry, context.policy.grant_types); });
}

Result<Json> response_types(const Json& value, const MemberContext& context) {
  const auto& supported = context.policy.response_types;
  return list_of(value, [&](const Json& entry) -> Result<Json> {
    for (const std::string& candidate : supported) {
      if (same_response_type(candidate, entry.get_ref<const std::string&>())) {
        return candidate;  // in the order that discovery writes
      }
    }
    return unsupported(supported);
  });
}

Result<Json> auth_method(const Json& value, const MemberContext& context) {
  return one_of(value, names_of(context.policy.auth_methods));
}

Result<Json> signing_alg(const Json& value, const MemberContext& context) {
  return one_of(value, names_of(context.policy.signing_algs));
}

Result<Json> assertion_alg(const Json& value, const MemberContext& context) {
  return one_of(value, names_of(context.policy.assertion_algs));
}

Result<Json> auth_signing_alg(const Json& value, const MemberContext& context) {
  auto names = names_of(context.policy.assertion_algs);
  for (std::string& name : names_of(context.policy.mac_algs)) {
    names.push_back(std::move(name));
  }
  return one_of(value, names);
}

Result<Json> access_token_format(const Json& value, const MemberContext&) {
  return one_of(value, {"jwt", "opaque"});
}
Result<Json> application_type(const Json& value, const MemberContext&) {
  return one_of(value, {"web", "native"});
}
Result<Json> security_profile(const Json& value, const MemberContext&) {
  return one_of(value, {protocol::kSecurityProfiles.begin(), protocol::kSecurityProfiles.end()});
}
Result<Json> token_delivery_mode(const Json& value, const MemberContext&) {
  return one_of(value, {protocol::kTokenDeliveryModes.begin(), protocol::kTokenDeliveryModes.end()});
}
Result<Json> user_code_parameter(const Json& value, const MemberContext& context) {
  return value == true ? fail(Reason::metadata_value, ": user codes are not asked for here") : boolean(value, context);
}
Result<Json> subject_type(const Json& value, const MemberContext&) {
  return one_of(value, {protocol::kSubjectTypes.begin(), protocol::kSubjectTypes.end()});
}

Result<Json> key_alg(const Json& value, const MemberContext& context) {
  return one_of(value, names_of(context.policy.key_algs));
}
Result<Json> enc(const Json& value, const MemberContext& context) {
  return one_of(value, names_of(context.policy.encs));
}

// From where request objects are fetched: https, exactly as registered; a fragment is the hash of what stands there
// [OIDC.Core §6.2] [R-JR-3].
Result<Json> request_uris(const Json& value, const MemberContext& context) {
  return list_of(value, [&](const Json& entry) { return fetched_url(entry, context); });
}

Result<Json> acr_values(const Json& value, const MemberContext& context) {
  return list_of(value, [&](const Json& entry) { return text(entry, context); });
}

Result<Json> scope(const Json& value, const MemberContext& context) {
  if (!value.is_string() || value.get_ref<const std::string&>().size() > kLongestScope) {
    return wrong_type("text of at most 2000 bytes");
  }
  const auto parsed = protocol::ScopeSet::parse(value.get_ref<const std::string&>());
  if (!parsed) {
    return fail(Reason::metadata_value, ": must be scope tokens separated by spaces");
  }
  if (!context.policy.scopes) {
    return parsed->text();
  }
  // Less than was asked for is an answer that registration allows [RFC7591 §3.2.1]; nothing at all would be of no use.
  const protocol::ScopeSet allowed = parsed->intersection(*context.policy.scopes);
  return !allowed.empty() ? Result<Json>(allowed.text())
                          : fail(Reason::metadata_value, ": allowed here: " + context.policy.scopes->text());
}

Result<Json> jwks(const Json& value, const MemberContext& context) {
  if (!value.is_object() || value.dump().size() > kLongestKeys) {
    return wrong_type("a JSON Web Key Set of at most 16 KiB");
  }
  const auto keys = jose::import_jwks(value);
  if (!keys) {
    return fail(Reason::metadata_keys, ": " + keys.error());
  }
  const auto& algs = context.policy.assertion_algs;
  const auto& key_algs = context.policy.key_algs;
  const bool usable =
      std::any_of(algs.begin(), algs.end(), [&](jose::Alg alg) { return !keys->candidates({}, alg).empty(); }) ||
      std::any_of(key_algs.begin(), key_algs.end(), [&](jose::KeyAlg alg) { return keys->encryption_key(alg) != nullptr; });
  if (!usable) {
    return fail(Reason::metadata_keys, ": no key can verify any of " + join(names_of(algs), ", ") + ", nor be encrypted to");
  }
  return value;
}

constexpr std::array kMembers{
    Member{"redirect_uris", redirect_uris},
    Member{"token_endpoint_auth_method", auth_method},
    Member{"token_endpoint_auth_signing_alg", auth_signing_alg},
    Member{"grant_types", grant_types},
    Member{"response_types", response_types},
    Member{"client_name", display_name},
    Member{"client_uri", https_url},
    Member{"logo_uri", https_url},
    Member{"policy_uri", https_url},
    Member{"tos_uri", https_url},
    Member{"scope", scope},
    Member{"contacts", contacts},
    Member{"jwks", jwks},
    Member{"jwks_uri", fetched_url},
    Member{"software_id", text},
    Member{"software_version", text},
    Member{"application_type", application_type},
    Member{"subject_type", subject_type},
    Member{"id_token_signed_response_alg", signing_alg},
    Member{"id_token_encrypted_response_alg", key_alg},
    Member{"id_token_encrypted_response_enc", enc},
    Member{"userinfo_signed_response_alg", signing_alg},
    Member{"userinfo_encrypted_response_alg", key_alg},
    Member{"userinfo_encrypted_response_enc", enc},
    Member{"authorization_signed_response_alg", signing_alg},
    Member{"authorization_encrypted_response_alg", key_alg},
    Member{"authorization_encrypted_response_enc", enc},
    Member{"request_object_signing_alg", assertion_alg},
    Member{"request_object_encryption_alg", key_alg},
    Member{"request_object_encryption_enc", enc},
    Member{"request_uris", request_uris},
    Member{"require_pushed_authorization_requests", boolean},
    Member{"require_signed_request_object", boolean},
    Member{"backchannel_token_delivery_mode", token_delivery_mode},
    Member{"backchannel_client_notification_endpoint", fetched_url},
    Member{"backchannel_authentication_request_signing_alg", assertion_alg},
    Member{"backchannel_user_code_parameter", user_code_parameter},
    Member{"dpop_bound_access_tokens", boolean},
    Member{"tls_client_certificate_bound_access_tokens", certificate_binding},
    Member{"tls_client_auth_subject_dn", certificate_name},
    Member{"tls_client_auth_san_dns", certificate_name},
    Member{"tls_client_auth_san_uri", certificate_name},
    Member{"tls_client_auth_san_ip", certificate_name},
    Member{"tls_client_auth_san_email", certificate_name},
    Member{"security_profile", security_profile},
    Member{"sector_identifier_uri", fetched_url},
    Member{"default_acr_values", acr_values},
    Member{"default_max_age", seconds},
    Member{"require_auth_time", boolean},
    Member{"initiate_login_uri", https_url},
    Member{"post_logout_redirect_uris", redirect_uris},
    Member{"backchannel_logout_uri", fetched_url},
    Member{"backchannel_logout_session_required", boolean},
    Member{"frontchannel_logout_uri", https_url},
    Member{"frontchannel_logout_session_required", boolean},
    Member{"first_party", boolean, /*operator_only=*/true},
    Member{"access_token_format", access_token_format, /*operator_only=*/true},
    Member{"access_token_signed_response_alg", signing_alg, /*operator_only=*/true},
    Member{"web_origins", origins, /*operator_only=*/true},
};

}  // namespace

std::span<const Member> members() { return kMembers; }

}  // namespace signet::clients
