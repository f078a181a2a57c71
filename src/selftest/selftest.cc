#include "selftest/selftest.h"

#include <algorithm>
#include <stdexcept>

#include "base/base64url.h"
#include "base/text.h"
#include "jose/jwe.h"
#include "jose/mint.h"
#include "jose/public_key.h"
#include "jose/verify.h"
#include "protocol/issuer.h"
#include "protocol/response_type.h"
#include "web/url.h"

namespace signet::selftest {
namespace {

constexpr const char* kCallback = "https://selftest.invalid/callback";
// RFC 7636 Appendix B.
constexpr const char* kChallenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
constexpr const char* kUnknown = "selftest-unknown";
constexpr const char* kJwtBearer = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr int kNotFound = 404;

std::string location_of(const web::Response& response) {
  return std::string(web::only(response.headers, "Location").value_or(""));
}

// A member of a signed answer [OAuth.JARM §2.1]; whether the signature holds is not what is asked here.
std::string in_jwt(std::string_view token, std::string_view name) {
  const auto claims = jose::peek_claims(token);
  return claims ? string_member(*claims, std::string(name).c_str()).value_or("") : std::string();
}

std::string in_answer(const std::string& location, std::string_view name) {
  const std::size_t mark = location.find('#') != std::string::npos ? location.find('#') : location.find('?');
  if (mark == std::string::npos) {
    return "";
  }
  for (const auto& [key, value] : web::parse_form(std::string_view(location).substr(mark + 1)).value_or(web::Pairs())) {
    if (key == name) {
      return value;
    }
    if (key == "response") {
      return in_jwt(value, name);
    }
  }
  return "";
}

// The value of a hidden field of a form; empty where it has none.
std::string in_form(const std::string& page, std::string_view name) {
  const std::string mark = "name=\"" + std::string(name) + "\" value=\"";
  const std::size_t at = page.find(mark);
  return at == std::string::npos ? "" : page.substr(at + mark.size(), page.find('"', at + mark.size()) - at - mark.size());
}

std::string error_in(const web::Response& response) {
  const auto body = parse_json_object(response.body);
  return body ? string_member(*body, "error").value_or("") : std::string();
}

bool holds(const std::vector<std::string>& values, std::string_view value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace

Selftest::Selftest(std::string issuer, Reach reach, Random& random)
    : issuer_(std::move(issuer)), reach_(std::move(reach)), random_(random), key_(jose::SigningKey::generate(jose::Alg::RS256)) {}

void Selftest::check(const std::string& member, const std::string& value, bool passed, const std::string& what) {
  ++report_.checks;
  if (!passed) {
    report_.mismatches.push_back({member, value, what});
  }
}

std::vector<std::string> Selftest::advertised(const char* member) const {
  return strings_member(document_, member).value_or(std::vector<std::string>());
}

clients::Registered Selftest::enrol(const Json& changes) {
  Json metadata = {{"client_name", "Signet selftest"},
                   {"redirect_uris", {kCallback}},
                   {"grant_types", {"authorization_code"}},
                   {"response_types", {"code"}}};
  metadata.update(changes);
  return reach_.enrol(metadata);
}

bool Selftest::can_enrol(const Json& changes) {
  try {
    (void)enrol(changes);
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void Selftest::check_enrols(const std::string& member, const std::string& value, const Json& changes) {
  try {
    (void)enrol(changes);
    check(member, value, true, "");
  } catch (const std::runtime_error& refused) {
    check(member, value, false, std::string("no client can register it: ") + refused.what());
  }
}

void Selftest::await(const clients::Registered& client) {
  if (known_.insert(client.client->client_id).second) {
    reach_.await(client.client->client_id);
  }
}

std::string Selftest::authorize(const clients::Registered& client, web::Pairs changes) {
  await(client);
  web::Pairs parameters = {{"client_id", client.client->client_id}, {"redirect_uri", kCallback},
                           {"response_type", "code"},               {"scope", "openid"},
                           {"state", "s"},                          {"nonce", "n"},
                           {"code_challenge", kChallenge},          {"code_challenge_method", "S256"}};
  for (auto& [name, value] : changes) {
    std::erase_if(parameters, [&, &wanted = name](const auto& pair) { return pair.first == wanted; });
    parameters.emplace_back(std::move(name), std::move(value));
  }
  std::erase_if(parameters, [](const auto& pair) { return pair.second.empty(); });
  const std::string url = document_.value("authorization_endpoint", "") + '?' + web::to_form(parameters);
  const web::Response response = reach_.ask(web::Method::get, url, {}, "");
  const std::string location = location_of(response);
  if (location.starts_with(kCallback)) {
    return in_answer(location, "error");
  }
  if (response.status == 200 && response.body.find("form-post-continue") != std::string::npos) {
    const std::string signed_answer = in_form(response.body, "response");
    return signed_answer.empty() ? in_form(response.body, "error") : in_jwt(signed_answer, "error");
  }
  return location.empty() ? "page" : "";
}

std::string Selftest::assertion(const clients::Registered& client) const {
  return jose::mint(*key_, "",
                    {{"iss", client.client->client_id},
                     {"sub", client.client->client_id},
                     {"aud", document_.value("token_endpoint", "")},
                     {"jti", random_id(random_)},
                     {"exp", epoch_seconds(reach_.now() + Seconds(120))}});
}

web::Response Selftest::authenticated_post(const clients::Registered& client, const std::string& url, web::Pairs form) {
  await(client);
  web::Headers headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  const std::string& id = client.client->client_id;
  const std::string secret = client.secret ? std::string(client.secret->reveal()) : std::string();
  switch (client.client->token_endpoint_auth_method) {
    case clients::AuthMethod::client_secret_basic:
      headers.push_back({"Authorization", "Basic " + base64_encode(web::form_encode(id) + ':' + web::form_encode(secret))});
      break;
    case clients::AuthMethod::client_secret_post:
      form.emplace_back("client_secret", secret);
      form.emplace_back("client_id", id);
      break;
    case clients::AuthMethod::private_key_jwt:
      form.emplace_back("client_assertion_type", kJwtBearer);
      form.emplace_back("client_assertion", assertion(client));
      break;
    default:
      form.emplace_back("client_id", id);
      break;
  }
  return reach_.ask(web::Method::post, url, headers, web::to_form(form));
}

std::string Selftest::token_error(const clients::Registered& client, const std::string& endpoint, web::Pairs form) {
  return error_in(authenticated_post(client, document_.value(endpoint, ""), std::move(form)));
}

// Every URL leads somewhere, and lies below the issuer.
void Selftest::endpoints() {
  for (const auto& [name, value] : document_.items()) {
    if (!value.is_string() || !(name.ends_with("_endpoint") || name == "jwks_uri" || name == "check_session_iframe")) {
      continue;
    }
    const auto& url = value.get_ref<const std::string&>();
    if (const auto aliases = document_.find("mtls_endpoint_aliases"); aliases != document_.end() && aliases->contains(name)) {
      const auto alias = web::parse_url(aliases->value(name, ""));
      check("mtls_endpoint_aliases", name, alias && alias->path == web::parse_url(url).value().path, "it is not the same path at another host");
    }
    check(name, url, url.starts_with(issuer_), "it does not begin with the issuer");
    check(name, url, reach_.ask(web::Method::get, url, {}, "").status != kNotFound, "nothing is there");
  }
}

void Selftest::documents_agree() {
  const auto url = web::parse_url(issuer_).value();
  const std::string path = url.path == "/" ? "" : url.path;
  const web::Response other =
      reach_.ask(web::Method::get, url.origin() + "/.well-known/oauth-authorization-server" + path, {}, "");
  check("issuer", issuer_, document_.value("issuer", "") == issuer_, "the document names another issuer");
  check("issuer", issuer_, parse_json_object(other.body) == document_, "RFC 8414's document differs from OpenID's");
}

void Selftest::keys() {
  const auto jwks = parse_json_object(reach_.ask(web::Method::get, document_.value("jwks_uri", ""), {}, "").body);
  const auto keys = jwks ? jose::import_jwks(*jwks) : jose::import_jwks(Json::object());
  check("jwks_uri", document_.value("jwks_uri", ""), keys && !keys->candidates({}, jose::Alg::RS256).empty(),
        "the key set has no key for RS256");
}

void Selftest::response_types() {
  Json types = Json::array();
  for (const std::string& type : advertised("response_types_supported")) {
    types.push_back(type);
  }
  const auto client = enrol({{"response_types", types}, {"grant_types", {"authorization_code", "implicit"}}});
  for (const Json& type : types) {
    const std::string error = authorize(client, {{"response_type", type}, {"prompt", "none"}});
    check("response_types_supported", type, error == "login_required", "it ends in " + error);
  }
  for (const char* type : {"token", "code none", kUnknown}) {
    check("response_types_supported", type, authorize(client, {{"response_type", type}}) == "unsupported_response_type",
          "it is not advertised, yet not refused as unsupported");
  }
}

void Selftest::response_modes() {
  const auto client = enrol(Json::object());
  for (const std::string& mode : advertised("response_modes_supported")) {
    const std::string error = authorize(client, {{"response_mode", mode}, {"prompt", "none"}});
    check("response_modes_supported", mode, error == "login_required", "it ends in " + error);
  }
  check("response_modes_supported", kUnknown, authorize(client, {{"response_mode", kUnknown}}) == "invalid_request",
        "it is not advertised, yet accepted");
}

void Selftest::prompts_and_hints() {
  const auto client = enrol(Json::object());
  for (const std::string& prompt : advertised("prompt_values_supported")) {
    const std::string error = authorize(client, {{"prompt", prompt}});
    check("prompt_values_supported", prompt, error == (prompt == "none" ? "login_required" : ""), "it ends in " + error);
  }
  check("prompt_values_supported", kUnknown, authorize(client, {{"prompt", kUnknown}}) == "invalid_request",
        "it is not advertised, yet accepted");
  for (const std::string& acr : advertised("acr_values_supported")) {
    const Json claims = {{"id_token", {{"acr", {{"essential", true}, {"values", {acr}}}}}}};
    check("acr_values_supported", acr, authorize(client, {{"claims", claims.dump()}}).empty(), "it cannot be had");
  }
  const Json unknown = {{"id_token", {{"acr", {{"essential", true}, {"values", {kUnknown}}}}}}};
  check("acr_values_supported", kUnknown, authorize(client, {{"claims", unknown.dump()}}) == "unmet_authentication_requirements",
        "it is not advertised, yet promised");
  for (const std::string& display : advertised("display_values_supported")) {
    check("display_values_supported", display, authorize(client, {{"display", display}}).empty(), "it breaks the flow");
  }
  const bool takes_claims = authorize(client, {{"claims", "[]"}}) == "invalid_request";
  check("claims_parameter_supported", "", document_.value("claims_parameter_supported", false) == takes_claims, "it is the other way round");
}

void Selftest::scopes() {
  const auto client = enrol({{"scope", join(advertised("scopes_supported"), " ")}});
  for (const std::string& scope : advertised("scopes_supported")) {
    const std::string error = authorize(client, {{"scope", scope}});
    check("scopes_supported", scope, error.empty(), "it ends in " + error);
  }
}

void Selftest::code_challenges() {
  const auto client = enrol({{"token_endpoint_auth_method", "none"}});
  for (const std::string& method : advertised("code_challenge_methods_supported")) {
    check("code_challenge_methods_supported", method, authorize(client, {{"code_challenge_method", method}}).empty(), "it is refused");
  }
  if (!holds(advertised("code_challenge_methods_supported"), "plain")) {
    check("code_challenge_methods_supported", "plain", authorize(client, {{"code_challenge_method", "plain"}}) == "invalid_request",
          "it is not advertised, yet accepted");
  }
}

void Selftest::grants() {
  Json grants = Json::array();
  for (const std::string& grant : advertised("grant_types_supported")) {
    grants.push_back(grant);
  }
  Json responses = {"code"};
  if (holds(advertised("grant_types_supported"), "implicit")) {
    responses.push_back("id_token");
  }
  const auto client = enrol({{"grant_types", grants}, {"response_types", responses}});
  for (const Json& grant : grants) {
    if (grant == "implicit") {
      continue;  // it has no business at the token endpoint; response_types() tries it
    }
    const std::string error = token_error(client, "token_endpoint", {{"grant_type", grant}});
    check("grant_types_supported", grant, error != "unsupported_grant_type" && error != "unauthorized_client", "it is refused: " + error);
  }
  for (const char* grant : {"password", "implicit", kUnknown}) {
    check("grant_types_supported", grant, token_error(client, "token_endpoint", {{"grant_type", grant}}) == "unsupported_grant_type",
          "the token endpoint does not refuse it as unsupported");
  }
}

void Selftest::authentication() {
  const auto try_out = [&](const std::string& endpoint, const std::string& member, const std::string& method) {
    Json metadata = {{"token_endpoint_auth_method", method}};
    if (method == "private_key_jwt") {
      metadata["jwks"] = {{"keys", {key_->public_jwk()}}};
    }
    if (method == "self_signed_tls_client_auth") {
      metadata["jwks"] = {{"keys", {key_->public_jwk()}}};
    }
    if (method == "tls_client_auth") {
      metadata["tls_client_auth_san_dns"] = "selftest.invalid";
    }
    if (method == "client_secret_jwt" || method.find("tls_client_auth") != std::string::npos) {
      check_enrols(member, method, metadata);  // by a MAC or a certificate it cannot be tried from here
      return;
    }
    const auto client = enrol(metadata);
    const std::string error = token_error(client, endpoint, {{"token", "x"}});
    check(member, method, error != "invalid_client", "a client that authenticates so is refused");
  };
  for (const char* name : {"token_endpoint", "revocation_endpoint", "introspection_endpoint"}) {
    const std::string member = std::string(name) + "_auth_methods_supported";
    for (const std::string& method : advertised(member.c_str())) {
      try_out(name, member, method);
    }
  }
  check("token_endpoint_auth_methods_supported", kUnknown, !can_enrol({{"token_endpoint_auth_method", kUnknown}}),
        "it is not advertised, yet can be registered");
}

// What a client may register is what the document says, for every member that names signature algorithms.
void Selftest::signing_algorithms() {
  struct Row {
    const char* member;
    const char* metadata;
  };
  for (const Row& row : {Row{"id_token_signing_alg_values_supported", "id_token_signed_response_alg"},
                         Row{"userinfo_signing_alg_values_supported", "userinfo_signed_response_alg"},
                         Row{"authorization_signing_alg_values_supported", "authorization_signed_response_alg"},
                         Row{"request_object_signing_alg_values_supported", "request_object_signing_alg"}}) {
    const auto algs = advertised(row.member);
      for (const std::string& alg : algs) {
      check_enrols(row.member, alg, {{row.metadata, alg}});
    }
    for (const char* alg : {"none", "HS256", kUnknown}) {
      check(row.member, alg, holds(algs, alg) || !can_enrol({{row.metadata, alg}}), "it is not advertised, yet can be registered");
    }
  }
  for (const std::string& type : advertised("subject_types_supported")) {
    check_enrols("subject_types_supported", type, {{"subject_type", type}});
  }
}

void Selftest::encryption() {
  const Json jwks = {{"keys", {key_->public_jwk()}}};
  for (const std::string use : {"id_token", "userinfo", "authorization", "request_object"}) {
    const std::string response = use == "request_object" ? "" : "_response";
    const std::string encrypted = use == "request_object" ? "request_object_encryption" : use + "_encrypted" + response;
    const std::string alg_member = use + "_encryption_alg_values_supported";
    const std::string enc_member = use + "_encryption_enc_values_supported";
      for (const std::string& alg : advertised(alg_member.c_str())) {
      check_enrols(alg_member, alg, {{encrypted + "_alg", alg}, {"jwks", jwks}});
    }
    for (const std::string& enc : advertised(enc_member.c_str())) {
      check_enrols(enc_member, enc, {{encrypted + "_alg", "RSA-OAEP-256"}, {encrypted + "_enc", enc}, {"jwks", jwks}});
    }
    check(alg_member, "RSA1_5", !can_enrol({{encrypted + "_alg", "RSA1_5"}, {"jwks", jwks}}), "it is not advertised, yet can be registered");
  }
}

void Selftest::request_objects() {
  const auto object = [&](const jose::SigningKey& key, const clients::Registered& client) {
    return jose::mint(key, "oauth-authz-req+jwt",
                      {{"iss", client.client->client_id}, {"aud", issuer_}, {"client_id", client.client->client_id},
                       {"response_type", "code"}, {"exp", epoch_seconds(reach_.now() + Seconds(120))}, {"state", "s"}});
  };
  const auto algs = advertised("request_object_signing_alg_values_supported");
  for (const std::string& name : algs) {
    const auto alg = jose::alg_from(name);
    if (!alg) {
      check("request_object_signing_alg_values_supported", name, false, "this program does not know it");
      continue;
    }
    const auto key = jose::SigningKey::generate(*alg);
    const auto client = enrol({{"jwks", {{"keys", {key->public_jwk()}}}}});
    const std::string error = authorize(client, {{"request", object(*key, client)}, {"prompt", "none"}});
    check("request_object_signing_alg_values_supported", name, error == "login_required", "a request signed with it ends in " + error);
  }
  const auto client = enrol({{"jwks", {{"keys", {key_->public_jwk()}}}}});
  const std::string unsigned_object = base64url_encode(R"({"alg":"none"})") + '.' + base64url_encode("{}") + '.';
  const std::string error = authorize(client, {{"request", unsigned_object}});
  const bool supported = document_.value("request_parameter_supported", false);
  check("request_parameter_supported", supported ? "true" : "false", error == (supported ? "invalid_request_object" : "request_not_supported"),
        "an unsigned request ends in " + error);
  const std::string by_reference = authorize(client, {{"request_uri", "https://selftest.invalid/unregistered"}});
  const bool fetched = document_.value("request_uri_parameter_supported", true);
  check("request_uri_parameter_supported", fetched ? "true" : "false",
        by_reference == (fetched ? "invalid_request_uri" : "request_uri_not_supported"), "an unregistered URI ends in " + by_reference);
}

std::string Selftest::proof(const jose::SigningKey& key, const std::string& url) const {
  const Json header = {{"typ", "dpop+jwt"}, {"alg", jose::name_of(key.alg())}, {"jwk", key.public_jwk()}};
  const Json claims = {{"jti", random_id(random_)}, {"htm", "POST"}, {"htu", url}, {"iat", epoch_seconds(reach_.now())}};
  const std::string input = base64url_encode(header.dump()) + '.' + base64url_encode(claims.dump());
  return input + '.' + base64url_encode(key.sign(input));
}

// A proof is judged before the grant: with a good one it is the code that is missing.
void Selftest::proofs() {
  const char* member = "dpop_signing_alg_values_supported";
  const auto algs = advertised(member);
  const std::string url = document_.value("token_endpoint", "");
  const auto client = enrol({{"token_endpoint_auth_method", "none"}});
  await(client);
  const std::string form = web::to_form({{"grant_type", "authorization_code"}, {"client_id", client.client->client_id}});
  for (const jose::Alg alg : jose::kAllAlgs) {
    const std::string name(jose::name_of(alg));
    const auto key = jose::SigningKey::generate(alg);
    const std::string error = error_in(reach_.ask(
        web::Method::post, url, {{"Content-Type", "application/x-www-form-urlencoded"}, {"DPoP", proof(*key, url)}}, form));
    const bool accepted = error == "invalid_request" || error == "use_dpop_nonce";
    check(member, name, accepted == holds(algs, name),
          accepted ? "it is not advertised, yet accepted" : "a proof signed with it is refused: " + error);
  }
}

// Only where there is such an endpoint; otherwise grants() has seen that nobody can register for it.
void Selftest::backchannel() {
  const char* grant = "urn:openid:params:grant-type:ciba";
  const Json jwks = {{"keys", {key_->public_jwk()}}};
  for (const std::string& mode : advertised("backchannel_token_delivery_modes_supported")) {
    Json metadata = {{"grant_types", {grant}}, {"response_types", Json::array()}, {"backchannel_token_delivery_mode", mode}};
    if (mode == "ping") metadata["backchannel_client_notification_endpoint"] = "https://selftest.invalid/ping";
    check_enrols("backchannel_token_delivery_modes_supported", mode, metadata);
  }
  for (const std::string& alg : advertised("backchannel_authentication_request_signing_alg_values_supported")) {
    check_enrols("backchannel_authentication_request_signing_alg_values_supported", alg,
                 {{"grant_types", {grant}}, {"response_types", Json::array()}, {"jwks", jwks}, {"backchannel_authentication_request_signing_alg", alg}});
  }
  if (document_.contains("backchannel_authentication_endpoint")) {
    const Json pushed = {{"grant_types", {grant}}, {"response_types", Json::array()}, {"backchannel_token_delivery_mode", "push"}};
    check("backchannel_token_delivery_modes_supported", "push",
          holds(advertised("backchannel_token_delivery_modes_supported"), "push") || !can_enrol(pushed), "it is not advertised, yet can be registered");
    const auto client = enrol({{"grant_types", {grant}}, {"response_types", Json::array()}});
    const std::string error = token_error(client, "backchannel_authentication_endpoint", {{"scope", "openid"}});
    check("backchannel_authentication_endpoint", "", error == "invalid_request", "a request without a hint ends in " + error);
  }
}

void Selftest::locales() {
  const auto client = enrol(Json::object());
  for (const std::string& locale : advertised("ui_locales_supported")) {
    // An error page speaks the language that the browser asks for.
    const web::Response page = reach_.ask(web::Method::get, document_.value("authorization_endpoint", ""), {{"Accept-Language", locale}}, "");
    check("ui_locales_supported", locale, page.body.find("lang=\"" + locale + "\"") != std::string::npos, "pages do not speak it");
  }
}

Report Selftest::run() {
  report_ = {};
  const web::Response found = reach_.ask(web::Method::get, protocol::url_below(issuer_, "/.well-known/openid-configuration"), {}, "");
  const auto document = found.status == 200 ? parse_json_object(found.body) : std::nullopt;
  if (!document) {
    throw std::runtime_error("there is no discovery document below " + issuer_ + " (status " + std::to_string(found.status) + ")");
  }
  document_ = *document;
  struct Part {
    const char* member;
    void (Selftest::*walk)();
  };
  constexpr Part kParts[] = {{"issuer", &Selftest::endpoints},
                             {"issuer", &Selftest::documents_agree},
                             {"jwks_uri", &Selftest::keys},
                             {"response_types_supported", &Selftest::response_types},
                             {"response_modes_supported", &Selftest::response_modes},
                             {"prompt_values_supported", &Selftest::prompts_and_hints},
                             {"scopes_supported", &Selftest::scopes},
                             {"code_challenge_methods_supported", &Selftest::code_challenges},
                             {"grant_types_supported", &Selftest::grants},
                             {"token_endpoint_auth_methods_supported", &Selftest::authentication},
                             {"id_token_signing_alg_values_supported", &Selftest::signing_algorithms},
                             {"id_token_encryption_alg_values_supported", &Selftest::encryption},
                             {"request_parameter_supported", &Selftest::request_objects},
                             {"dpop_signing_alg_values_supported", &Selftest::proofs},
                             {"backchannel_authentication_endpoint", &Selftest::backchannel},
                             {"ui_locales_supported", &Selftest::locales}};
  for (const Part& part : kParts) {
    try {
      (this->*part.walk)();
    } catch (const std::runtime_error& refused) {
      check(part.member, "", false, refused.what());  // such as a client that cannot be registered with all of it
    }
  }
  return std::move(report_);
}

}  // namespace signet::selftest
