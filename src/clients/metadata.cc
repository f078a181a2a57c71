#include "clients/metadata.h"

#include <algorithm>
#include <stdexcept>

#include "base/text.h"
#include "clients/metadata_members.h"

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

// [RFC7591 §2] [OIDC.Registration §2]
void fill_in_defaults(Json& metadata, const MetadataPolicy& policy) {
  const bool has_rs256 = std::find(policy.signing_algs.begin(), policy.signing_algs.end(),
                                   jose::Alg::RS256) != policy.signing_algs.end();
  const jose::Alg id_token_alg =
      has_rs256 || policy.signing_algs.empty() ? jose::Alg::RS256 : policy.signing_algs.front();
  set_default(metadata, "redirect_uris", Json::array());
  set_default(metadata, "grant_types", Json::array({"authorization_code"}));
  // The standard's default is "code" for everybody; for a client that never visits the authorization endpoint
  // that would only be a contradiction.
  set_default(metadata, "response_types",
              holds(metadata["grant_types"], "authorization_code") ? Json::array({"code"}) : Json::array());
  set_default(metadata, "token_endpoint_auth_method", name_of(AuthMethod::client_secret_basic));
  set_default(metadata, "application_type", "web");
  set_default(metadata, "scope", kDefaultScope);
  set_default(metadata, "id_token_signed_response_alg", jose::name_of(id_token_alg));
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
  if (metadata["token_endpoint_auth_method"] == name_of(AuthMethod::private_key_jwt) &&
      !metadata.contains("jwks")) {
    return fail(Reason::metadata_keys, "jwks: private_key_jwt needs the client's public keys");
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

bool flag(const Json& metadata, const char* name) { return metadata.value(name, Json(false)) == true; }

}  // namespace

Client client_from(const StoredClient& stored, const MetadataPolicy& policy) {
  Json metadata = required(parse_json_object(stored.metadata, kMaxMetadataDepth), "JSON");
  Client client;
  client.operator_made = flag(metadata, kOperatorMade);
  metadata.erase(kOperatorMade);

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
  if (const auto pinned = string_member(metadata, "token_endpoint_auth_signing_alg")) {
    client.assertion_algs = {required(jose::alg_from(*pinned), "token_endpoint_auth_signing_alg")};
  }
  client.application_type = string_member(metadata, "application_type") == "native"
                                ? protocol::ApplicationType::native
                                : protocol::ApplicationType::web;
  client.id_token_signed_response_alg =
      read_or(metadata, "id_token_signed_response_alg", jose::alg_from, jose::Alg::RS256);
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
  client.post_logout_redirect_uris = list_or_empty(metadata, "post_logout_redirect_uris");
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
  client.metadata = std::move(metadata);
  return client;
}

}  // namespace signet::clients
