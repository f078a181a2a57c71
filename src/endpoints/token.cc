#include "endpoints/token.h"

#include "endpoints/form_body.h"
#include "endpoints/render.h"

namespace signet::endpoints {
namespace {

Json to_json(const grants::TokenResponse& tokens) {
  Json body = Json::object();
  body["access_token"] = tokens.access_token;
  body["token_type"] = tokens.confirmation.jkt.empty() ? "Bearer" : "DPoP";
  body["expires_in"] = tokens.expires_in.count();
  if (!tokens.refresh_token.empty()) body["refresh_token"] = tokens.refresh_token;
  if (!tokens.id_token.empty()) body["id_token"] = tokens.id_token;
  if (!tokens.scope.empty()) body["scope"] = tokens.scope.text();
  return body;
}

}  // namespace

clients::Credentials credentials(const web::Request& request, const protocol::Form& form) {
  return {request.count("Authorization"), request.header("Authorization"), form, request.client_certificate};
}

web::Response TokenEndpoint::operator()(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return oauth_error(form.error(), request);
  }
  const auto client = authenticator_.authenticate(credentials(request, *form), request.now);
  if (!client) {
    return oauth_error(client.error(), request);
  }
  const auto confirmation = possession_.prove(request, client->client());
  const auto tokens = confirmation ? grants_.redeem({*client, *form, request.now, *confirmation})
                                   : protocol::Result<grants::TokenResponse>(unexpected(confirmation.error()));
  web::Response response = tokens ? json(200, to_json(*tokens)) : oauth_error(tokens.error(), request);
  response.trail.client_id = (*client)->client_id;
  if (tokens) {
    response.trail.grant = form->get_or_empty("grant_type");
    response.trail.outcome = tokens->outcome;
  }
  possession_.add_nonce(response, request);
  return response;
}

}  // namespace signet::endpoints
