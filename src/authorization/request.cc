#include "authorization/request.h"

#include <algorithm>

#include "accounts/claims.h"
#include "base/text.h"
#include "protocol/capabilities.h"
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
constexpr std::size_t kLongestLocales = 128;

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
  if (form.has("registration")) {
    return protocol::Error{Reason::registration_unsupported, ""};
  }
  return std::nullopt;
}

Result<protocol::ResponseType> judge_response(const Form& form, const clients::Client& client) {
  const auto text = form.get("response_type");
  if (!text) {
    return fail(Reason::response_type_missing);
  }
  const auto type = protocol::ResponseType::parse(*text);
  if (!type || *type == protocol::ResponseType{.token = true}) {
    // A bare token says nothing about who it is for: OAuth dropped it, and OpenID Connect never had it [RFC9700 §2.1.2].
    return fail(Reason::response_type_unsupported, std::string(text->substr(0, 64)));
  }
  if (!client.may_use_response_type(type->text())) {
    return fail(Reason::response_type_unregistered);
  }
  if (const auto mode = form.get("response_mode")) {
    const auto asked = protocol::response_mode_from(*mode, *type);
    if (!asked) {
      return fail(Reason::response_mode_unsupported, std::string(mode->substr(0, 64)));
    }
    if (protocol::place_of(*asked) == protocol::ResponseMode::query && type->has_front_channel_token()) {
      return fail(Reason::response_mode_in_query);  // [R-AZ-11] [OAuth.JARM §2.3.1]
    }
  }
  if (type->needs_nonce() && !form.has("nonce")) {
    return fail(Reason::nonce_missing);  // [AZ-09]
  }
  return *type;
}

// [R-PK-1] Required from public clients, and under FAPI; `plain`, and a challenge without a method (which means plain), are refused.
Result<std::string> judge_pkce(const Form& form, const protocol::ResponseType& type, const clients::Client& client) {
  const auto challenge = form.get("code_challenge");
  const auto method = form.get("code_challenge_method");
  if (!challenge) {
    if (method || (type.code && (client.is_public() || client.is_fapi()))) {
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

// What is asked for claim by claim, of the claims that the client's registered scope could release [R-AZ-17].
Result<protocol::ClaimsRequest> judge_claims(const Form& form, const clients::Client& client) {
  const auto text = form.get("claims");
  if (!text) {
    return protocol::ClaimsRequest();
  }
  auto claims = protocol::ClaimsRequest::parse(*text);
  if (!claims) {
    return fail(Reason::claims_malformed);
  }
  const auto is_out_of_reach = [&](const std::string& name) {
    const std::string_view scope = accounts::scope_of_claim(name);
    return scope.empty() || !client.scope.contains(scope);
  };
  std::erase_if(claims->userinfo, is_out_of_reach);
  std::erase_if(claims->id_token, is_out_of_reach);
  const auto& wanted = claims->essential_acr;
  const bool unmet = !wanted.empty() && std::none_of(wanted.begin(), wanted.end(), [](const std::string& acr) {
    return std::find(protocol::kAcrValues.begin(), protocol::kAcrValues.end(), acr) != protocol::kAcrValues.end();
  });
  if (unmet) {
    return fail(Reason::authentication_unmet);  // [OIDC.Core §5.5.1.1]
  }
  return *std::move(claims);
}

// Text that is only a hint or a wish: cut to `longest`, and dropped where the cut went through a character.
std::string hint(std::string_view text, std::size_t longest) {
  text = text.substr(0, longest);
  return is_clean_text(text) ? std::string(text) : std::string();
}

}  // namespace

protocol::ScopeSet Request::asked() const {
  protocol::ScopeSet all = scope;
  for (const auto* names : {&claims.userinfo, &claims.id_token}) {
    for (const std::string& name : *names) {
      all.insert(accounts::scope_of_claim(name));
    }
  }
  return all;
}

Result<Request> parse_request(const Form::Lenient& parameters, const ReturnAddress& address, const IdTokenHints& hints,
                              const clients::Resources& resources) {
  if (auto fault = overall_fault(parameters)) {
    return unexpected(*std::move(fault));
  }
  const Form& form = parameters.form;
  const clients::Client& client = address.client();
  const auto response_type = judge_response(form, client);
  if (!response_type) {
    return unexpected(response_type.error());
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
  if (response_type->id_token && !asked->contains("openid")) {
    return fail(Reason::openid_scope_missing);
  }
  auto claims = judge_claims(form, client);
  if (!claims) {
    return unexpected(std::move(claims.error()));
  }
  auto targets = resources.judge(form.resources());
  if (!targets) {
    return unexpected(std::move(targets.error()));
  }
  auto code_challenge = judge_pkce(form, *response_type, client);
  if (!code_challenge) {
    return unexpected(std::move(code_challenge.error()));
  }
  const auto dpop_jkt = form.get("dpop_jkt");
  if (dpop_jkt && !protocol::is_code_challenge(*dpop_jkt)) {  // SHA-256 in base64url, like a challenge
    return fail(Reason::dpop_jkt_malformed);
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
  request.response_type = *response_type;
  request.response_mode = address.response_mode();
  request.scope = asked->intersection(client.scope);  // [R-AZ-17]
  request.resources = *std::move(targets);
  if (const auto nonce = form.get("nonce")) {
    request.nonce = std::string(*nonce);
  }
  request.code_challenge = *std::move(code_challenge);
  request.dpop_jkt = std::string(dpop_jkt.value_or(""));
  request.prompt = *prompt;
  request.max_age = *max_age;
  request.auth_time_required = form.has("max_age") || client.require_auth_time || claims->auth_time;
  request.login_hint = hint(form.get_or_empty("login_hint"), kLongestLoginHint);
  request.ui_locales = hint(form.get_or_empty("ui_locales"), kLongestLocales);
  if (claims->sub) {
    // [OIDC.Core §5.5.1] This person or an error, as with id_token_hint; what cannot be a sub is nobody's.
    request.hinted_sub = hints.account(client, *claims->sub).value_or(*claims->sub);
  }
  request.claims = *std::move(claims);
  if (const auto hint = form.get("id_token_hint")) {
    auto sub = hints.account(*hint);
    if (!sub || (!request.hinted_sub.empty() && request.hinted_sub != *sub)) {
      return fail(Reason::id_token_hint_invalid);
    }
    request.hinted_sub = *std::move(sub);
  }
  return request;
}

Request request_for_device(const clients::Client& client, const protocol::ScopeSet& scope, std::string user_code) {
  Request request;
  request.client_id = client.client_id;
  request.scope = scope.intersection(client.scope);  // [R-AZ-17]
  request.max_age = client.default_max_age;
  request.auth_time_required = client.require_auth_time;
  request.user_code = std::move(user_code);
  return request;
}

Request request_by_backchannel(const clients::Client& client, const protocol::ScopeSet& scope, std::string request_id, std::string sub) {
  Request request = request_for_device(client, scope, std::move(request_id));
  request.backchannel = true;
  request.hinted_sub = std::move(sub);
  return request;
}

Json to_json(const Request& r) {
  Json json = {{"ci", r.client_id}, {"ru", r.redirect_uri}, {"sc", r.scope.text()}};
  if (r.redirect_uri_sent) json["rs"] = true;
  if (r.response_type != protocol::ResponseType{.code = true}) json["rt"] = r.response_type.text();
  if (r.response_mode != protocol::ResponseMode::query) json["rm"] = protocol::name_of(r.response_mode);
  if (!r.claims.empty()) json["cl"] = protocol::to_text(r.claims);
  if (!r.ui_locales.empty()) json["ul"] = r.ui_locales;
  if (!r.user_code.empty()) json["uc"] = r.user_code;
  if (r.backchannel) json["bc"] = true;
  if (!r.resources.empty()) json["re"] = r.resources;
  if (r.state) json["st"] = *r.state;
  if (r.nonce) json["no"] = *r.nonce;
  if (!r.code_challenge.empty()) json["cc"] = r.code_challenge;
  if (!r.dpop_jkt.empty()) json["dj"] = r.dpop_jkt;
  if (r.prompt != protocol::Prompt{}) json["pr"] = r.prompt.text();
  if (r.max_age) json["ma"] = r.max_age->count();
  if (r.auth_time_required) json["at"] = true;
  if (!r.login_hint.empty()) json["lh"] = r.login_hint;
  if (!r.hinted_sub.empty()) json["hs"] = r.hinted_sub;
  return json;
}

std::optional<Request> request_from_json(const Json& json) {
  auto scope = protocol::ScopeSet::parse(json.value("sc", ""));
  auto prompt = protocol::Prompt::parse(json.value("pr", ""));
  auto client_id = string_member(json, "ci");
  auto redirect_uri = string_member(json, "ru");
  const auto response_type = protocol::ResponseType::parse(json.value("rt", "code"));
  const auto response_mode = protocol::response_mode_from(json.value("rm", "query"));
  if (!scope || !prompt || !client_id || !redirect_uri || !response_type || !response_mode) {
    return std::nullopt;
  }
  Request r;
  r.client_id = *std::move(client_id);
  r.redirect_uri = *std::move(redirect_uri);
  r.redirect_uri_sent = json.value("rs", false);
  r.state = string_member(json, "st");
  r.response_type = *response_type;
  r.response_mode = *response_mode;
  r.claims = protocol::claims_request_from_text(json.value("cl", ""));
  r.ui_locales = json.value("ul", "");
  r.user_code = json.value("uc", "");
  r.backchannel = json.value("bc", false);
  r.scope = *std::move(scope);
  r.resources = strings_member(json, "re").value_or(std::vector<std::string>());
  r.nonce = string_member(json, "no");
  r.code_challenge = json.value("cc", "");
  r.dpop_jkt = json.value("dj", "");
  r.prompt = *prompt;
  if (const auto age = json.find("ma"); age != json.end()) {
    r.max_age = Seconds(age->get<std::int64_t>());
  }
  r.auth_time_required = json.value("at", false);
  r.login_hint = json.value("lh", "");
  r.hinted_sub = json.value("hs", "");
  return r;
}

}  // namespace signet::authorization
