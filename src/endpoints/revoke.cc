#include "endpoints/revoke.h"

#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "endpoints/token.h"

namespace signet::endpoints {

using protocol::Error;
using protocol::Reason;

// token_type_hint is not needed: a token says itself what it is.
void RevokeEndpoint::revoke(const std::string& text, const std::string& client_id, Time now) const {
  if (const auto token = refresh_tokens_.open(text)) {
    if (families_.revoke(token->family_id, client_id, now)) {
      revocations_.add({token->family_id, now + tokens::kLongestAccessToken});
    }
    return;
  }
  const auto token = access_tokens_.recognise(text);
  if (token && token->client_id == client_id && now < token->expires_at) {
    store_.revoke_token({token->jti, token->expires_at}, now);
    revocations_.add({token->jti, token->expires_at});
  }
}

web::Response RevokeEndpoint::operator()(const web::Request& request) const {
  const auto form = form_body(request);
  if (!form) {
    return oauth_error(form.error(), request);
  }
  const auto client = authenticator_.authenticate(credentials(request, *form), request.now);
  if (!client) {
    return oauth_error(client.error(), request);
  }
  const auto token = form->get("token");
  if (!token) {
    return oauth_error(Error{Reason::token_missing, ""}, request);
  }
  revoke(std::string(*token), (*client)->client_id, request.now);
  web::Response response;
  response.add("Cache-Control", "no-store");
  response.add("X-Content-Type-Options", "nosniff");
  response.trail.client_id = (*client)->client_id;
  return response;
}

}  // namespace signet::endpoints
