#include "authorization/request.h"

#include "authorization/id_token_hint.h"
#include "base/text.h"
#include "protocol/pkce.h"

namespace signet::authorization {
namespace {

using protocol::fail;
using protocol::Form;
using protocol::Reason;
using protocol::Result;

constexpr std::size_t kLongestState = 2048;
constexpr std::size_t kLongestNonce = 1024;
constexpr std::size_t kLongestLoginHint = 320;

// What must be said before any single parameter is looked at.
std::optional<protocol::Error> overall_fault(const Form::Lenient& parameters) {
  if (parameters.malformed) {
    return protocol::Error{Reason::malformed_form, ""};
  }
  if (!parameters.repeated.empty()) {
    return protocol::Error{Reason::repeated_parameter, parameters.repeated.front().substr(0, 64)};
  }
  const Form& form = parameters.form;
  if (form.has("client_secret") || form.has("client_assertion") || form.has("code_verifier")) {
    return protocol::Error{Reason::secret_in_authorization_request, ""};  // [R-AZ-9]
  }
  if (form.has("request")) {
    return protocol::Error{Reason::request_object_unsupported, ""};
  }
  if (form.has("request_uri")) {
    return protocol::Error{Reason::request_uri_unsupported, ""};
  }
  if (form.has("registration")) {
    return protocol::Error{Reason::registration_unsupported, ""};
  }
  return std::nullopt;
}

Result<void> judge_response(const Form& form, const clients::Client& client) {
  const auto response_type = form.get("response_type");
  if (!response_type) {
    return fail(Reason::response_type_missing);
  }
  if (*response_type != "code") {
    return fail(Reason::response_type_unsupported, std::string(response_type->substr(0, 64)));
  }
  if (!client.may_use_response_type("code") || !client.may_use_grant("authorization_code")) {
    return fail(Reason::response_type_unregistered);
  }
  if (const auto mode = form.get("response_mode"); mode && *mode != "query") {
    return fail(Reason::response_mode_unsupported, std::string(mode->substr(0, 64)));
  }
  return {};
}

// [R-PK-1] Required from public clients; `plain`, and a challenge without a method (which means plain), are refused.
Result<std::string> judge_pkce(const Form& form, const clients::Client& client) {
  const auto challenge = form.get("code_challenge");
  const auto method = form.get("code_challenge_method");
  if (!challenge) {
    if (method || client.is_public()) {
      return fail(Reason::pkce_required);
    }
    return std::string();
  }
  if (method != "S256") {
    return fail(Reason::pkce_method_unsupported);
  }
  if (!protocol::is_code_challenge(*challenge)) {
    return fail(Reason::pkce_challenge_malformed);
  }
  return std::string(*challenge);
}

Result<std::optional<Seconds>> judge_max_age(const Form& form, const clients::Client& client) {
  const auto text = form.get("max_age");
  if (!text) {
    return client.default_max_age;
  }
  const auto seconds = parse_digits(*text);
  if (!seconds) {
    return fail(Reason::max_age_malformed);
  }
  // Beyond a century every age fits; the cap keeps later arithmetic far from overflow.
  return std::optional(Seconds(std::min<std::int64_t>(*seconds, 100LL * 366 * 86400)));
}

}  // namespace

Result<Request> parse_request(const Form::Lenient& parameters, const ReturnAddress& address, const std::string& issuer,
                              const keys::KeyRing& keys) {
  if (auto fault = overall_fault(parameters)) {
    return unexpected(*std::move(fault));
  }
  const Form& form = parameters.form;
  const clients::Client& client = address.client();
  if (auto judged = judge_response(form, client); !judged) {
    return unexpected(std::move(judged.error()));
  }
  if (form.get_or_empty("state").size() > kLongestState) {
    return fail(Reason::state_too_long);  // [R-AZ-18] refused, never truncated
  }
  if (form.get_or_empty("nonce").size() > kLongestNonce) {
    return fail(Reason::nonce_too_long);
  }
  const auto asked = protocol::ScopeSet::parse(form.get_or_empty("scope"));
  if (!asked) {
    return fail(Reason::scope_malformed);
  }
  auto code_challenge = judge_pkce(form, client);
  if (!code_challenge) {
    return unexpected(std::move(code_challenge.error()));
  }
  const auto prompt = protocol::Prompt::parse(form.get_or_empty("prompt"));
  if (!prompt) {
    return fail(Reason::prompt_malformed);
  }
  auto max_age = judge_max_age(form, client);
  if (!max_age) {
    return unexpected(std::move(max_age.error()));
  }

  Request request;
  request.client_id = client.client_id;
  request.redirect_uri = address.redirect_uri();
  request.redirect_uri_sent = address.redirect_uri_sent();
  request.state = address.state();
  request.scope = asked->intersection(client.scope);  // [R-AZ-17]
  if (const auto nonce = form.get("nonce")) {
    request.nonce = std::string(*nonce);
  }
  request.code_challenge = *std::move(code_challenge);
  request.prompt = *prompt;
  request.max_age = *max_age;
  request.auth_time_required = form.has("max_age") || client.require_auth_time;
  request.acr_requested = form.has("acr_values");
  request.login_hint = std::string(form.get_or_empty("login_hint").substr(0, kLongestLoginHint));
  if (!is_clean_text(request.login_hint)) {
    request.login_hint.clear();  // cut inside a character: a hint is only a hint
  }
  if (const auto hint = form.get("id_token_hint")) {
    auto sub = hinted_subject(*hint, issuer, keys);
    if (!sub) {
      return fail(Reason::id_token_hint_invalid);
    }
    request.hinted_sub = *std::move(sub);
  }
  return request;
}

Json to_json(const Request& r) {
  Json json = {{"ci", r.client_id}, {"ru", r.redirect_uri}, {"sc", r.scope.text()}};
  if (r.redirect_uri_sent) json["rs"] = true;
  if (r.state) json["st"] = *r.state;
  if (r.nonce) json["no"] = *r.nonce;
  if (!r.code_challenge.empty()) json["cc"] = r.code_challenge;
  if (r.prompt != protocol::Prompt{}) json["pr"] = r.prompt.text();
  if (r.max_age) json["ma"] = r.max_age->count();
  if (r.auth_time_required) json["at"] = true;
  if (r.acr_requested) json["ac"] = true;
  if (!r.login_hint.empty()) json["lh"] = r.login_hint;
  if (!r.hinted_sub.empty()) json["hs"] = r.hinted_sub;
  return json;
}

std::optional<Request> request_from_json(const Json& json) {
  auto scope = protocol::ScopeSet::parse(json.value("sc", ""));
  auto prompt = protocol::Prompt::parse(json.value("pr", ""));
  auto client_id = string_member(json, "ci");
  auto redirect_uri = string_member(json, "ru");
  if (!scope || !prompt || !client_id || !redirect_uri) {
    return std::nullopt;
  }
  Request r;
  r.client_id = *std::move(client_id);
  r.redirect_uri = *std::move(redirect_uri);
  r.redirect_uri_sent = json.value("rs", false);
  r.state = string_member(json, "st");
  r.scope = *std::move(scope);
  r.nonce = string_member(json, "no");
  r.code_challenge = json.value("cc", "");
  r.prompt = *prompt;
  if (const auto age = json.find("ma"); age != json.end()) {
    r.max_age = Seconds(age->get<std::int64_t>());
  }
  r.auth_time_required = json.value("at", false);
  r.acr_requested = json.value("ac", false);
  r.login_hint = json.value("lh", "");
  r.hinted_sub = json.value("hs", "");
  return r;
}

}  // namespace signet::authorization
