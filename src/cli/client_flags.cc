#include "cli/client_flags.h"

#include <array>

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/input.h"

namespace signet::cli {
namespace {

constexpr std::array kOfTheProfile{"token_endpoint_auth_method", "require_pushed_authorization_requests", "dpop_bound_access_tokens",
                                   "id_token_signed_response_alg", "access_token_signed_response_alg"};

std::string present_profile(const Json& metadata) { return string_member(metadata, "security_profile").value_or("oidc"); }

}  // namespace

void add_client_flags(CLI::App& verb, const std::shared_ptr<ClientFlags>& flags) {
  std::vector<CLI::Option*> single{
      verb.add_option("--name", flags->name, "client_name: what people see")->type_name("TEXT"),
      verb.add_option("--redirect-uri", flags->redirect_uris, "Where answers may go; repeatable")
          ->type_name("URI"),
      verb.add_option("--scope", flags->scopes, "All that it may ask for; repeatable")->type_name("SCOPE"),
      verb.add_option("--grant-type", flags->grant_types,
                      "authorization_code, refresh_token, client_credentials, implicit, "
                      "urn:ietf:params:oauth:grant-type:device_code; repeatable")
          ->type_name("GRANT"),
      verb.add_option("--response-type", flags->response_types, "code, none, id_token, code id_token, id_token token, ...; repeatable")->type_name("TYPE"),
      verb.add_option("--auth-method", flags->auth_method,
                      "client_secret_basic, client_secret_post, client_secret_jwt, private_key_jwt, tls_client_auth, self_signed_tls_client_auth, none")
          ->type_name("METHOD"),
      verb.add_option("--id-token-alg", flags->id_token_alg, "What signs its ID tokens")->type_name("ALG"),
      verb.add_option("--jwks", flags->jwks_file, "Its public keys, a JWK Set")->type_name("FILE"),
      verb.add_option("--jwks-uri", flags->jwks_uri, "Where its public keys are")->type_name("URI"),
      verb.add_flag("--public", flags->is_public, "It cannot keep a secret: no authentication, PKCE always"),
      verb.add_option("--profile", flags->profile, "How much is demanded of it: oidc, or fapi2 (a key or certificate, pushed requests, bound tokens)")
          ->type_name("PROFILE"),
      verb.add_flag("--dpop", flags->dpop, "Its tokens are always bound to a key (DPoP)"),
      verb.add_flag("--first-party", flags->first_party, "Ours: consent is never asked"),
      verb.add_flag("--native", flags->native,
                    "Runs on people's devices: loopback and private-use redirect URIs")};
  // One value for each use: `--redirect-uri A B` would swallow the client_id of `update`.
  for (CLI::Option* option : single) {
    if (option->get_expected_max() > 1) {
      option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
  CLI::Option* metadata =
      verb.add_option("--metadata", flags->metadata_file, "All of it as RFC 7591 JSON; - for standard input")
          ->type_name("FILE");
  for (CLI::Option* option : single) {
    metadata->excludes(option);
  }
}

Expected<Json, Failure> metadata_from(const ClientFlags& flags, Json present, World& world) {
  if (!flags.metadata_file.empty()) {
    return read_object(world, flags.metadata_file);
  }
  Json metadata = std::move(present);
  const auto set_text = [&](const char* member, const std::string& value) {
    if (!value.empty()) {
      metadata[member] = value;
    }
  };
  const auto set_list = [&](const char* member, const std::vector<std::string>& values) {
    if (!values.empty()) {
      metadata[member] = values;
    }
  };
  if (!flags.profile.empty() && present_profile(metadata) != flags.profile) {
    // What a profile settles by itself is settled anew by the next one.
    for (const char* member : kOfTheProfile) {
      metadata.erase(member);
    }
  }
  set_text("security_profile", flags.profile);
  set_text("client_name", flags.name);
  set_list("redirect_uris", flags.redirect_uris);
  set_text("scope", join(flags.scopes, " "));
  set_list("grant_types", flags.grant_types);
  set_list("response_types", flags.response_types);
  set_text("token_endpoint_auth_method", flags.auth_method);
  set_text("id_token_signed_response_alg", flags.id_token_alg);
  set_text("jwks_uri", flags.jwks_uri);
  if (flags.is_public) {
    if (!flags.auth_method.empty() && flags.auth_method != "none") {
      return fail("--public means --auth-method none; give one of them", kUsage);
    }
    metadata["token_endpoint_auth_method"] = "none";
  }
  if (flags.dpop) {
    metadata["dpop_bound_access_tokens"] = true;
  }
  if (flags.first_party) {
    metadata["first_party"] = true;
  }
  if (flags.native) {
    metadata["application_type"] = "native";
  }
  if (!flags.jwks_file.empty()) {
    auto jwks = read_object(world, flags.jwks_file);
    if (!jwks) {
      return unexpected(jwks.error());
    }
    metadata["jwks"] = *std::move(jwks);
    metadata.erase("jwks_uri");  // one or the other [RFC7591 §2]
  } else if (!flags.jwks_uri.empty()) {
    metadata.erase("jwks");
  }
  return metadata;
}

}  // namespace signet::cli
