#include "endpoints/backchannel_authentication.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/text.h"
#include "clients/display_name.h"
#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "endpoints/token.h"
#include "protocol/capabilities.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::fail;
using protocol::Form;
using protocol::Reason;
using protocol::Result;

constexpr std::size_t kLongestNotificationToken = 1024;  // [OIDC.CIBA §7.1]

// What may stand beside a signed request: who the client is, and what proves it.
constexpr std::array<std::string_view, 5> kBesideARequest{"request", "client_id", "client_secret", "client_assertion", "client_assertion_type"};

// [RFC6750 §2.1] b64token
bool is_bearer_token(std::string_view text) {
  const std::size_t end = text.find_last_not_of('=');
  return end != std::string_view::npos && std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end) + 1, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("-._~+/").find(c) != std::string_view::npos;
         });
}

// As long as the client wants, but never longer than a device may wait.
Result<Seconds> lifetime(const Form& asked) {
  const auto text = asked.get("requested_expiry");
  if (!text) {
    return tokens::DeviceCodes::kLifetime;
  }
  const auto seconds = parse_digits(*text);
  if (!seconds || *seconds <= 0) {
    return fail(Reason::requested_expiry_malformed);
  }
  return std::min<Seconds>(Seconds(*seconds), tokens::DeviceCodes::kLifetime);
}

web::Response too_often(Seconds retry_after, const web::Request& request) {
  web::Response response = oauth_error(Error{Reason::client_rate_limited, ""}, request);
  response.status = 429;
  response.set("Retry-After", std::to_string(retry_after.count()));
  return response;
}

// In what language a person is written to whom no browser of theirs speaks for.
std::string languages_of(const accounts::Account& account) {
  const auto claims = parse_json_object(account.claims);
  return claims ? string_member(*claims, "locale").value_or("") : "";
}

}  // namespace

web::Response BackchannelAuthenticationEndpoint::operator()(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return oauth_error(form.error(), request);
  }
  const auto client = parts_.authenticator.authenticate(credentials(request, *form), request.now);
  if (!client) {
    return oauth_error(client.error(), request);
  }
  web::Response response = answer(*form, client->client(), request);
  response.trail.client_id = (*client)->client_id;
  return response;
}

Result<Form> BackchannelAuthenticationEndpoint::parameters(const Form& sent, const clients::Client& client, Time now) const {
  const auto object = sent.get("request");
  if (client.backchannel_request_algs.empty()) {
    return object ? Result<Form>(fail(Reason::backchannel_request_signed)) : sent;
  }
  const auto is_beside = [](const auto& parameter) {
    return std::find(kBesideARequest.begin(), kBesideARequest.end(), parameter.first) != kBesideARequest.end();
  };
  if (!object || !std::all_of(sent.all().begin(), sent.all().end(), is_beside) || !sent.resources().empty()) {
    return fail(Reason::backchannel_request_unsigned);
  }
  return parts_.request_objects.backchannel_request(std::string(*object), client, now);
}

Result<accounts::Account> BackchannelAuthenticationEndpoint::person(const Form& asked) const {
  const auto login_hint = asked.get("login_hint");
  const auto id_token_hint = asked.get("id_token_hint");
  if (asked.has("login_hint_token") || login_hint.has_value() == id_token_hint.has_value()) {
    return fail(Reason::backchannel_hints);
  }
  std::optional<accounts::Account> account;
  if (login_hint) {
    account = parts_.accounts.find_by_email(std::string(*login_hint));
  } else if (const auto sub = parts_.hints.account(*id_token_hint)) {
    account = parts_.accounts.find(*sub);
  } else {
    return fail(Reason::id_token_hint_invalid);
  }
  if (!account || account->disabled || !account->email_verified) {
    return fail(Reason::backchannel_person_unknown);
  }
  return *std::move(account);
}

web::Response BackchannelAuthenticationEndpoint::answer(const Form& sent, const clients::Client& client, const web::Request& request) const {
  const auto refuse = [&](const Error& error) { return oauth_error(error, request); };
  if (!client.may_use_grant(protocol::kCibaGrant)) {
    return refuse({Reason::grant_type_unregistered, std::string(protocol::kCibaGrant)});
  }
  if (const auto taken = parts_.by_client.take(client.client_id, request.now); !taken) {
    return too_often(taken.error(), request);
  }
  const auto asked = parameters(sent, client, request.now);
  if (!asked) {
    return refuse(asked.error());
  }
  const auto scope = protocol::ScopeSet::parse(asked->get_or_empty("scope"));
  if (!scope) {
    return refuse({Reason::scope_malformed, ""});
  }
  if (!scope->contains("openid")) {
    return refuse({Reason::openid_scope_missing, ""});
  }
  const auto token = asked->get("client_notification_token");
  if (client.wants_ping && (!token || token->size() > kLongestNotificationToken || !is_bearer_token(*token))) {
    return refuse({Reason::notification_token_invalid, ""});
  }
  const auto message = asked->get("binding_message");
  if (message && !clients::is_display_name(*message)) {
    return refuse({Reason::binding_message_invalid, ""});
  }
  const auto expires_in = lifetime(*asked);
  if (!expires_in) {
    return refuse(expires_in.error());
  }
  const auto account = person(*asked);
  if (!account) {
    return refuse(account.error());
  }
  if (const auto taken = parts_.by_person.take(account->sub, request.now); !taken) {
    return too_often(taken.error(), request);
  }
  const auto auth_req_id =
      parts_.device_codes.begin({client.client_id, scope->intersection(client.scope), account->sub, std::string(message.value_or("")),
                                 client.wants_ping ? std::string(*token) : "", *expires_in},
                                request.now);
  if (!auth_req_id) {
    return refuse({Reason::device_codes_full, ""});
  }
  parts_.mails.ask_to_decide(account->email, tokens::DeviceCodes::request_id(*auth_req_id), languages_of(*account), request.now + *expires_in,
                             request.now);
  return json(200, {{"auth_req_id", *auth_req_id},
                    {"expires_in", expires_in->count()},
                    {"interval", tokens::DeviceCodes::kInterval.count()}});
}

}  // namespace signet::endpoints
