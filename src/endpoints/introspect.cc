#include "endpoints/introspect.h"

#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "endpoints/token.h"

namespace signet::endpoints {

using protocol::Error;
using protocol::Reason;

std::optional<Json> IntrospectEndpoint::describe(const std::string& text, const clients::Client& asking, Time now) const {
  if (const auto refresh = refresh_tokens_.open(text)) {
    const auto family = families_.find(refresh->family_id, now);
    // A superseded generation is not active, even while its replay would still be answered.
    if (!family || family->authorization.client_id != asking.client_id || family->generation != refresh->generation ||
        family->secret_digest != refresh->secret_digest()) {
      return std::nullopt;
    }
    Json body = {{"active", true},
                 {"client_id", asking.client_id},
                 {"sub", subjects_.for_client(asking, family->authorization.sub)},
                 {"iss", issuer_},
                 {"iat", epoch_seconds(family->rotated_at)},
                 {"exp", epoch_seconds(std::min(family->expires_at, family->idle_expires_at))}};
    if (!family->authorization.scope.empty()) body["scope"] = family->authorization.scope.text();
    return body;
  }
  const auto read = access_tokens_.read(text, now);
  const auto token = read ? *read : nullptr;
  if (token == nullptr || (token->client_id != asking.client_id && !resources_.is_asked_by(asking.client_id, token->audience))) {
    return std::nullopt;
  }
  const auto owner = registry_.find(token->client_id);
  if (owner == nullptr || owner->disabled) {
    return std::nullopt;
  }
  Json body = {{"active", true},
               {"token_type", token->confirmation.jkt.empty() ? "Bearer" : "DPoP"},
               {"client_id", token->client_id},
               {"sub", token->sub},
               {"iss", issuer_},
               {"aud", token->audience.size() == 1 ? Json(token->audience.front()) : Json(token->audience)},
               {"iat", epoch_seconds(token->issued_at)},
               {"exp", epoch_seconds(token->expires_at)},
               {"jti", token->jti}};
  if (!token->scope.empty()) body["scope"] = token->scope.text();
  if (!token->confirmation.empty()) body["cnf"] = tokens::to_json(token->confirmation);  // [RFC9449 §6.2]
  if (!token->roles.empty()) body["roles"] = token->roles.tokens();
  return body;
}

web::Response IntrospectEndpoint::operator()(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return oauth_error(form.error(), request);
  }
  const auto client = authenticator_.authenticate(credentials(request, *form), request.now);
  if (!client) {
    return oauth_error(client.error(), request);
  }
  if ((*client)->is_public()) {
    // Whoever cannot prove who it is may not ask about tokens [RFC7662 §2.1].
    return oauth_error(Error{Reason::client_authentication_missing, "public client"}, request);
  }
  const auto token = form->get("token");
  if (!token) {
    return oauth_error(Error{Reason::token_missing, ""}, request);
  }
  const auto description = describe(std::string(*token), client->client(), request.now);
  web::Response response = json(200, description.value_or(Json{{"active", false}}));
  response.trail.client_id = (*client)->client_id;
  return response;
}

}  // namespace signet::endpoints
