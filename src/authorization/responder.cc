#include "authorization/responder.h"

#include "accounts/claims.h"
#include "crypto/digest.h"

namespace signet::authorization {
namespace {

using protocol::fail;
using protocol::Reason;

// What the ID token says about the person, beyond who they are: the claims asked for by name, and, where no access
// token leads to UserInfo, those of the scope [IT-04] [IT-06].
Json claims_of_person(const Request& request, const accounts::Account& account) {
  if (!request.response_type.code && !request.response_type.token) {
    Json claims = accounts::userinfo_claims(account, request.scope);
    claims.update(accounts::named_claims(account, request.claims.userinfo));
    claims.update(accounts::named_claims(account, request.claims.id_token));
    return claims;
  }
  return accounts::named_claims(account, request.claims.id_token);
}

}  // namespace

tokens::Authorization Responder::authorization(const Request& request, const SessionView& view) {
  tokens::Authorization authorization;
  authorization.client_id = request.client_id;
  authorization.sub = view.session.sub;
  authorization.sid = request.is_for_device() ? "" : view.session.sid;
  authorization.scope = request.scope;
  authorization.resources = request.resources;
  authorization.nonce = request.nonce;
  authorization.auth_time = view.session.auth_time;
  authorization.auth_time_required = request.auth_time_required;
  authorization.acr = view.session.acr;
  authorization.amr = view.session.amr;
  authorization.claims_request = protocol::to_text(request.claims);
  return authorization;
}

std::optional<std::string> Responder::code(const Request& request, const SessionView& view, Time now) const {
  tokens::Code code;
  code.code_id = random_id(random_, 16);
  code.authorization = authorization(request, view);
  code.redirect_uri_hash = crypto::sha256_base64url(request.redirect_uri);
  code.redirect_uri_sent = request.redirect_uri_sent;
  code.code_challenge = request.code_challenge;
  code.dpop_jkt = request.dpop_jkt;
  code.expires_at = now + issuer_.lifetimes().code;
  code.session_expires_at = view.session.expires_at;
  return codes_.seal(code, random_);
}

// As if a code of its own had been redeemed on the spot: the same checks of person, session and client, in the same
// one statement.
std::optional<protocol::RoleSet> Responder::create(const tokens::Family& family, Time now) const {
  auto made = families_.redeem_code(random_id(random_, 16), now, family, now);
  return made.outcome == tokens::FamilyStore::Redemption::redeemed ? std::optional(std::move(made.roles)) : std::nullopt;
}

protocol::Result<web::Pairs> Responder::respond(const Request& request, const SessionView& view, const clients::Client& client,
                                                Time now) const {
  const protocol::ResponseType& type = request.response_type;
  web::Pairs answer;
  std::string code_text;
  if (type.code) {
    auto sealed = code(request, view, now);
    if (!sealed) {
      return fail(Reason::request_does_not_fit, "code");
    }
    code_text = *std::move(sealed);
    answer.emplace_back("code", code_text);
  }
  if (!type.has_front_channel_token()) {
    return answer;
  }
  tokens::Family family;
  family.family_id = random_id(random_, 16);
  family.authorization = authorization(request, view);
  family.created_at = now;
  family.rotated_at = now;
  family.token_lifetime = issuer_.lifetimes().access_token_since_rotation();
  family.expires_at = view.session.expires_at;  // no refresh token leaves here, so nothing outlives the session
  family.idle_expires_at = family.expires_at;
  const auto roles = create(family, now);
  if (!roles) {
    return fail(Reason::login_required, "the session ended meanwhile");
  }
  std::string access_token;
  if (type.token) {
    const protocol::ScopeSet scope = resources_.scope_at(request.resources, request.scope);
    access_token = issuer_.access_token(client, family.authorization, {scope, family.family_id, *roles}, now);
    answer.emplace_back("access_token", access_token);
    answer.emplace_back("token_type", "Bearer");  // [IT-07]
    answer.emplace_back("expires_in", std::to_string(issuer_.lifetimes().access_token.count()));
    answer.emplace_back("scope", scope.text());
  }
  if (type.id_token) {
    const auto id_token =
        issuer_.id_token(client, family.authorization, {access_token, code_text, claims_of_person(request, view.account)}, now);
    if (!id_token) {
      return unexpected(id_token.error());
    }
    answer.emplace_back("id_token", *id_token);
  }
  return answer;
}

protocol::Result<Answer> Responder::packed(Answer answer, const clients::Client& client, Time now) const {
  if (!protocol::is_signed(answer.mode)) {
    return answer;
  }
  Json claims = Json::object();
  for (auto& [name, value] : answer.parameters) {
    claims[name] = std::move(value);
  }
  auto response = issuer_.authorization_response(client, std::move(claims), now);
  if (!response) {
    return unexpected(std::move(response.error()));
  }
  return Answer{protocol::place_of(answer.mode), std::move(answer.redirect_uri), {{"response", *std::move(response)}}};
}

}  // namespace signet::authorization
