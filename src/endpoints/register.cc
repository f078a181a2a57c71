#include "endpoints/register.h"

#include <algorithm>

#include "endpoints/bearer.h"
#include "endpoints/json_body.h"
#include "endpoints/render.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::fail;
using protocol::Reason;
using protocol::Result;

// What may stand in error_description [GE-03].
bool is_description(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c <= 0x7E && c != '"' && c != '\\'; });
}

// [RFC7591 §3.2.2] Metadata is refused with the sentence that names the member: it repeats no value, and without it
// nobody could register anything. Tokens are refused as RFC 6750 has it.
web::Response refusal(const Error& error, const web::Request& request) {
  const std::string_view code = protocol::wire_code(error.reason);
  if (code == "invalid_token") {
    return bearer_error(error, request);
  }
  if ((code == "invalid_client_metadata" || code == "invalid_redirect_uri") && is_description(error.detail)) {
    web::Response response =
        json(400, {{"error", code}, {"error_description", error.detail}, {"request_id", request.request_id}});
    note(response, error);
    return response;
  }
  web::Response response = oauth_error(error, request);
  if (error.reason == Reason::registration_closed) {
    response.status = 403;
  }
  return response;
}

Result<Json> metadata_of(const web::Request& request) {
  auto body = json_body(request);
  if (!body) {
    return unexpected(std::move(body.error()));
  }
  if (!*body) {
    return fail(Reason::metadata_malformed, "the body is not one JSON object in UTF-8 with each member once");
  }
  return **std::move(body);
}

// The token of the Authorization header; nothing where there is none. One that is no token is never anybody's.
std::optional<std::string> token_of(const web::Request& request) {
  const auto token = bearer_header(request);
  if (token) {
    return *token;
  }
  return token.error().reason == Reason::access_token_missing ? std::nullopt : std::optional<std::string>("");
}

}  // namespace

RegisterEndpoint::RegisterEndpoint(const std::string& issuer, clients::Registrations& registrations, clients::Logos& logos)
    : below_(protocol::url_below(issuer, "/oauth2/register/")),
      path_(web::parse_url(below_).value().path),
      registrations_(registrations),
      logos_(logos) {}

std::string_view RegisterEndpoint::client_id_of(const web::Request& request) const {
  return std::string_view(request.path).substr(std::min(path_.size(), request.path.size()));
}

// [RFC7591 §3.2.1] [RFC7592 §3]
web::Response RegisterEndpoint::information(int status, const clients::Client& client, const Secret* secret,
                                            std::string_view access_token) const {
  Json body = clients::registration_json(client, secret);
  body["registration_client_uri"] = below_ + client.client_id;
  body["registration_access_token"] = access_token;
  web::Response response = json(status, body);
  response.trail.client_id = client.client_id;
  return response;
}

web::Response RegisterEndpoint::enrolled(int status, const clients::Enrolled& enrolled, Time now) const {
  static_cast<void>(logos_.find(*enrolled.client, now));  // so that it is here when the client is first shown
  return information(status, *enrolled.client, enrolled.secret ? &*enrolled.secret : nullptr, enrolled.access_token.reveal());
}

web::Response RegisterEndpoint::enrol(const web::Request& request) const {
  const auto token = token_of(request);
  if (const auto admitted = registrations_.admit(token, request.now); !admitted) {
    return refusal(admitted.error(), request);
  }
  const auto metadata = metadata_of(request);
  if (!metadata) {
    return refusal(metadata.error(), request);
  }
  const auto made = registrations_.enrol(*metadata, token, request.now);
  return made ? enrolled(201, *made, request.now) : refusal(made.error(), request);
}

web::Response RegisterEndpoint::read(const web::Request& request) const {
  const auto token = token_of(request);
  if (!token) {
    return refusal(Error{Reason::registration_token_missing, ""}, request);
  }
  const auto client = registrations_.find(client_id_of(request), *token);
  return client ? information(200, **client, nullptr, *token) : refusal(client.error(), request);
}

web::Response RegisterEndpoint::replace(const web::Request& request) const {
  const auto token = token_of(request);
  if (!token) {
    return refusal(Error{Reason::registration_token_missing, ""}, request);
  }
  if (const auto client = registrations_.find(client_id_of(request), *token); !client) {
    return refusal(client.error(), request);
  }
  const auto metadata = metadata_of(request);
  if (!metadata) {
    return refusal(metadata.error(), request);
  }
  const auto replaced = registrations_.replace(client_id_of(request), *token, *metadata, request.now);
  return replaced ? enrolled(200, *replaced, request.now) : refusal(replaced.error(), request);
}

web::Response RegisterEndpoint::withdraw(const web::Request& request) const {
  const auto token = token_of(request);
  if (!token) {
    return refusal(Error{Reason::registration_token_missing, ""}, request);
  }
  const std::string_view client_id = client_id_of(request);
  if (const auto withdrawn = registrations_.withdraw(client_id, *token, request.now); !withdrawn) {
    return refusal(withdrawn.error(), request);
  }
  web::Response response;
  response.status = 204;
  response.add("Cache-Control", "no-store");
  response.add("Pragma", "no-cache");
  response.trail.client_id = client_id;
  return response;
}

}  // namespace signet::endpoints
