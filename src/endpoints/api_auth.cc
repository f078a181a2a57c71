#include "endpoints/api_auth.h"

#include <algorithm>

#include "accounts/claims.h"
#include "accounts/email.h"
#include "endpoints/bearer.h"
#include "endpoints/json_body.h"
#include "endpoints/render.h"
#include "pages/languages.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::fail;
using protocol::Reason;

constexpr std::string_view kCookie = "refresh";

int status_of(Reason reason) {
  switch (reason) {
    case Reason::content_encoding:
    case Reason::wrong_json_content_type: return 415;
    case Reason::api_credentials_wrong:
    case Reason::api_cookie_missing:
    case Reason::refresh_token_invalid:
    case Reason::refresh_token_ended:
    case Reason::refresh_token_reused: return 401;
    case Reason::api_cross_site:
    case Reason::signup_off:
    case Reason::signup_domain: return 403;
    case Reason::signup_account_exists: return 409;
    case Reason::too_many_failures:
    case Reason::mail_too_often:
    case Reason::rate_limited: return 429;
    default: return 400;
  }
}

// What a body holds.
struct Body {
  std::optional<std::string> email;
  std::optional<std::string> password;
  std::optional<std::string> client_id;
};

// A member that is there is a string.
bool take(const Json& object, const char* name, std::optional<std::string>& into) {
  const auto found = object.find(name);
  if (found == object.end()) {
    return true;
  }
  if (!found->is_string()) {
    return false;
  }
  into = found->get<std::string>();
  return true;
}

protocol::Result<Body> body_of(const web::Request& request) {
  const auto json = json_body(request);
  if (!json) {
    return unexpected(json.error());
  }
  Body body;
  if (!*json || !take(**json, "email", body.email) || !take(**json, "password", body.password) || !take(**json, "client_id", body.client_id)) {
    return fail(Reason::api_body_malformed);
  }
  return body;
}

// Where a cookie says all, there may be none.
enum class Needs { credentials, nothing };

protocol::Result<Body> body_of(const web::Request& request, Needs needs) {
  if (needs == Needs::nothing && request.body.empty()) {
    return Body();
  }
  auto body = body_of(request);
  const bool complete = needs == Needs::nothing || !body || (body->email && body->password);
  return complete ? body : fail(Reason::api_body_malformed);
}

// A call that may be made: what it says, and the client that it is for.
struct Call {
  Body body;
  std::shared_ptr<const clients::Client> client;
};

protocol::Result<Call> admit(const web::Request& request, Needs needs, const FirstParty& first_party) {
  auto body = body_of(request, needs);
  if (!body) {
    return unexpected(body.error());
  }
  auto client = first_party.caller(request, body->client_id);
  if (!client) {
    return unexpected(client.error());
  }
  return Call{*std::move(body), *std::move(client)};
}

}  // namespace

ApiAuthEndpoint::ApiAuthEndpoint(Parts parts) : parts_(std::move(parts)) {}

web::Response ApiAuthEndpoint::refuse(const Error& error, const web::Request& request, std::string_view sentence) const {
  const int status = status_of(error.reason);
  web::Response response = json(status, {{"error", protocol::wire_code(error.reason)},
                                         {"error_description", sentence.empty() ? protocol::sentence_of(error.reason) : sentence},
                                         {"request_id", request.request_id}});
  if (status == 401) {
    response.add("WWW-Authenticate", "Bearer realm=\"signet\"");  // [RFC9110 §15.5.2] what one has after signing in
  }
  note(response, error);
  return response;
}

std::string ApiAuthEndpoint::cookie_path() const {
  const std::string path = web::parse_url(parts_.issuer).value().path;
  return (path.ends_with('/') ? path.substr(0, path.size() - 1) : path) + "/api/auth";
}

std::string ApiAuthEndpoint::refresh_cookie(const web::Request& request) const {
  return web::cookie(request, parts_.cookies.name_below(kCookie)).value_or("");
}

void ApiAuthEndpoint::clear_cookie(web::Response& response) const {
  response.add("Set-Cookie", parts_.cookies.set_below(cookie_path(), kCookie, "", 0));
}

web::Response ApiAuthEndpoint::tokens(const grants::TokenResponse& tokens, const clients::Client& client, std::string_view grant) const {
  web::Response response = json(200, {{"access_token", tokens.access_token},
                                      {"token_type", "Bearer"},
                                      {"expires_in", tokens.expires_in.count()},
                                      {"scope", tokens.scope.text()}});
  response.add("Set-Cookie", parts_.cookies.set_below(cookie_path(), kCookie, tokens.refresh_token, parts_.logins.idle_lifetime().count()));
  response.trail.client_id = client.client_id;
  response.trail.grant = grant;
  response.trail.outcome = tokens.outcome;
  return response;
}

web::Response ApiAuthEndpoint::enrol(const web::Request& request) const {
  const auto call = admit(request, Needs::credentials, parts_.first_party);
  if (!call) {
    return refuse(call.error(), request);
  }
  const clients::Client& client = *call->client;
  const std::string& email = *call->body.email;
  const std::string& password = *call->body.password;
  const auto answer = [&](web::Response response) {
    response.trail.client_id = client.client_id;
    return response;
  };
  if (!parts_.signup.open) {
    return answer(refuse({Reason::signup_off, ""}, request));
  }
  if (const auto taken = parts_.signup_limiter.take(limits::source_of(request.remote_address), request.now); !taken) {
    web::Response response = refuse({Reason::rate_limited, ""}, request);
    response.add("Retry-After", std::to_string(taken.error().count()));
    return answer(std::move(response));
  }
  if (!accounts::is_email_address(email)) {
    return answer(refuse({Reason::signup_email_malformed, ""}, request));
  }
  if (!parts_.signup.admits(email)) {
    return answer(refuse({Reason::signup_domain, ""}, request));
  }
  if (const auto accepted = parts_.people.acceptable(password, email); !accepted) {
    return answer(refuse({Reason::signup_password_refused, ""}, request, accepted.error().sentence()));
  }
  if (!parts_.signup.reveal_existing) {
    if (!parts_.proofs.ask_for_signup(email, pages::languages_of(request), request.now)) {
      web::Response response = refuse({Reason::mail_too_often, ""}, request);
      response.add("Retry-After", "3600");
      return answer(std::move(response));
    }
    return answer(json(202, {{"email", email}}));
  }
  accounts::NewAccount fresh;
  fresh.email = email;
  fresh.password = Secret(password);
  const auto account = parts_.people.create(std::move(fresh), request.now);
  if (!account) {
    return answer(refuse({Reason::signup_account_exists, ""}, request));
  }
  web::Response response = json(201, {{"sub", account->sub}, {"email", account->email}});
  response.trail.subject = account->sub;
  return answer(std::move(response));
}

web::Response ApiAuthEndpoint::log_in(const web::Request& request) const {
  const auto call = admit(request, Needs::credentials, parts_.first_party);
  if (!call) {
    return refuse(call.error(), request);
  }
  const clients::Client& client = *call->client;
  const std::string& email = *call->body.email;
  const std::string& password = *call->body.password;
  const auto account = parts_.login.attempt(
      {email, Secret(password), request.remote_address, parts_.devices.knows(request, email)}, request.now);
  const bool must_wait = !account && account.error().reason == Reason::too_many_failures;
  auto begun = account ? parts_.logins.begin(client, account->sub, request.now)
                       : fail(must_wait ? Reason::too_many_failures : Reason::api_credentials_wrong);
  if (!begun) {
    web::Response response = refuse(begun.error(), request);
    response.trail.client_id = client.client_id;
    if (must_wait) {
      response.add("Retry-After", std::to_string(std::max<std::int64_t>(account.error().retry_after.count(), 1)));
    }
    return response;
  }
  web::Response response = tokens(*begun, client, "api_login");
  response.add("Set-Cookie", parts_.devices.remember(account->email));
  response.trail.subject = account->sub;
  return response;
}

web::Response ApiAuthEndpoint::refresh(const web::Request& request) const {
  const auto call = admit(request, Needs::nothing, parts_.first_party);
  if (!call) {
    return refuse(call.error(), request);
  }
  const clients::Client& client = *call->client;
  const std::string presented = refresh_cookie(request);
  if (presented.empty()) {
    web::Response response = refuse({Reason::api_cookie_missing, ""}, request);
    response.trail.client_id = client.client_id;
    return response;
  }
  const auto refreshed = parts_.logins.refresh(client, presented, request.now);
  if (refreshed) {
    return tokens(*refreshed, client, "api_refresh");
  }
  web::Response response = refuse(refreshed.error(), request);
  response.trail.client_id = client.client_id;
  clear_cookie(response);  // it will never work again
  return response;
}

web::Response ApiAuthEndpoint::log_out(const web::Request& request) const {
  const auto call = admit(request, Needs::nothing, parts_.first_party);
  if (!call) {
    return refuse(call.error(), request);
  }
  const clients::Client& client = *call->client;
  parts_.logins.end(client, refresh_cookie(request), request.now);
  web::Response response;
  response.status = 204;
  response.add("Cache-Control", "no-store");
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Referrer-Policy", "no-referrer");
  clear_cookie(response);
  response.trail.client_id = client.client_id;
  return response;
}

web::Response ApiAuthEndpoint::profile(const web::Request& request) const {
  const auto text = protocol::Form::parse_lenient(request.query).form.has("access_token")
                        ? protocol::Result<PresentedToken>(fail(Reason::access_token_in_query))
                        : presented_header(request);
  if (!text) {
    return bearer_error(text.error(), request);
  }
  const auto read = parts_.access_tokens.read(text->text, request.now);
  if (!read) {
    return bearer_error(read.error(), request);
  }
  const tokens::AccessToken& token = **read;
  const auto answer = [&](web::Response response) {
    response.trail.client_id = token.client_id;
    parts_.possession.add_nonce(response, request);
    return response;
  };
  if (const auto held = parts_.possession.judge(request, *text, token); !held) {
    return answer(bearer_error(held.error(), request));
  }
  if (!token.is_for(parts_.issuer)) {
    return answer(bearer_error({Reason::access_token_audience, ""}, request));
  }
  const auto client = parts_.registry.find(token.client_id);
  if (client == nullptr || client->disabled) {
    return answer(bearer_error({Reason::access_token_revoked, "the client is gone or disabled"}, request));
  }
  if (!client->first_party) {
    return answer(bearer_error({Reason::api_not_first_party, ""}, request, ""));
  }
  if (!token.scope.contains("openid")) {
    return answer(bearer_error({Reason::access_token_scope, ""}, request));
  }
  const auto sub = parts_.subjects.account_of(*client, token.sub);
  const auto account = sub ? parts_.accounts.find(*sub) : std::nullopt;
  if (!account || account->disabled) {
    return answer(bearer_error({Reason::access_token_revoked, "the account is gone or disabled"}, request));
  }
  Json claims = accounts::userinfo_claims(*account, token.scope);
  claims["sub"] = token.sub;
  claims["roles"] = account->roles.tokens();
  return answer(json(200, claims));
}

}  // namespace signet::endpoints
