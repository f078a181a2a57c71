#include "endpoints/userinfo.h"

#include <algorithm>

#include "accounts/claims.h"
#include "endpoints/bearer.h"
#include "endpoints/render.h"

namespace signet::endpoints {

using protocol::Error;
using protocol::Reason;

namespace {

// By which both sides find a request again in their logs: echoed as it came, if it could be an identifier [RS-01].
void echo_interaction(web::Response& response, const web::Request& request) {
  const auto id = request.header("x-fapi-interaction-id");
  const bool may_be = id && !id->empty() && id->size() <= 64 && std::all_of(id->begin(), id->end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
  if (may_be) {
    response.add("x-fapi-interaction-id", *id);
  }
}

}  // namespace

web::Response UserInfoEndpoint::operator()(const web::Request& request) const {
  web::Response response = answer(request);
  echo_interaction(response, request);
  possession_.add_nonce(response, request);
  return response;
}

web::Response UserInfoEndpoint::answer(const web::Request& request) const {
  const auto presented = presented_token(request);
  if (!presented) {
    return bearer_error(presented.error(), request);
  }
  const auto read = tokens_.read(presented->text, request.now);
  if (!read) {
    return bearer_error(read.error(), request);
  }
  const std::shared_ptr<const tokens::AccessToken>& token = *read;
  const auto refuse = [&](Reason reason, std::string detail) {
    web::Response response = bearer_error(Error{reason, std::move(detail)}, request);
    response.trail.client_id = token->client_id;
    return response;
  };
  if (const auto held = possession_.judge(request, *presented, *token); !held) {
    return refuse(held.error().reason, held.error().detail);
  }
  if (!token->is_for(issuer_.issuer())) {
    return refuse(Reason::access_token_audience, "");
  }
  if (!token->scope.contains("openid")) {
    return refuse(Reason::access_token_scope, "");
  }
  const auto client = registry_.find(token->client_id);
  if (client == nullptr || client->disabled) {
    return refuse(Reason::access_token_revoked, "the client is gone or disabled");
  }
  const auto sub = subjects_.account_of(*client, token->sub);
  const auto account = sub ? accounts_.find(*sub) : std::nullopt;
  if (!account || account->disabled) {
    return refuse(Reason::access_token_revoked, "the account is gone or disabled");
  }
  // [UI-01] sub as in the ID token.
  std::string claims = accounts::userinfo_text(*account, token->sub, token->scope, token->userinfo_claims);
  const auto signed_claims = issuer_.userinfo(*client, claims, request.now);
  if (!signed_claims) {
    return refuse(signed_claims.error().reason, signed_claims.error().detail);
  }
  web::Response response = *signed_claims ? jwt(**signed_claims) : json_text_response(200, std::move(claims));
  response.trail.client_id = token->client_id;
  return response;
}

}  // namespace signet::endpoints
