#include "demo/relying_party.h"

#include "base/base64url.h"
#include "crypto/digest.h"
#include "protocol/issuer.h"

namespace signet::demo {
namespace {

constexpr std::string_view kScope = "openid profile email offline_access";

// What the page says where the provider's answer is none: the fetch failed, or it is not the JSON it should
// be.
Expected<Json, std::string> json_of(const Expected<outbound::FetchResponse, outbound::FetchError>& response,
                                    const std::string& endpoint) {
  if (!response) {
    return unexpected("The provider's " + endpoint + " did not answer.");
  }
  auto json = parse_json_object(response->body);
  if (!json) {
    return unexpected("The provider's " + endpoint + " answered with something else than JSON.");
  }
  if (response->status != 200) {
    return unexpected("The provider's " + endpoint +
                      " refused: " + string_member(*json, "error").value_or("no reason") + ". " +
                      string_member(*json, "error_description").value_or(""));
  }
  return std::move(*json);
}

// client_secret_basic: each half is form-encoded before both are joined [RFC6749 §2.3.1].
std::string basic(const std::string& client_id, const Secret& client_secret) {
  return "Basic " +
         base64_encode(web::form_encode(client_id) + ":" + web::form_encode(client_secret.reveal()));
}

// What was checked, for people who want to know what an app should check.
std::vector<std::string> checks_of(const jose::VerifiedJws& token, const IdTokenRules& rules) {
  std::vector<std::string> checks{
      "Signature: " + std::string(name_of(token.alg)) + ", by a key of the provider's JWKS",
      "iss: " + std::string(rules.issuer), "aud: " + std::string(rules.client_id), "exp: not over yet"};
  if (rules.nonce) {
    checks.emplace_back("state and iss of the answer, and nonce: of this sign-in, in this browser");
  }
  if (rules.sub) {
    checks.emplace_back("sub: the person who signed in before");
  }
  if (token.claims.contains("at_hash")) {
    checks.emplace_back("at_hash: the access token was issued with this ID token");
  }
  checks.emplace_back("sub of UserInfo: the same person");
  return checks;
}

}  // namespace

SignIn RelyingParty::new_sign_in(Random& random) { return {random_id(random), random_id(random)}; }

std::string RelyingParty::redirect_uri() const {
  return protocol::url_below(settings_.issuer, "/demo/callback");
}

std::string RelyingParty::reached_here(std::string_view path) const {
  return settings_.fetch_origin + web::parse_url(protocol::url_below(settings_.issuer, path)).value().path;
}

std::string RelyingParty::authorization_url(const SignIn& sign_in, std::string_view state) const {
  return web::append_query(protocol::url_below(settings_.issuer, "/oauth2/authorize"),
                           {{"response_type", "code"},
                            {"client_id", settings_.client_id},
                            {"redirect_uri", redirect_uri()},
                            {"scope", std::string(kScope)},
                            {"state", std::string(state)},
                            {"nonce", sign_in.nonce},
                            {"code_challenge", crypto::sha256_base64url(sign_in.code_verifier)},
                            {"code_challenge_method", "S256"}});
}

Expected<Account, std::string> RelyingParty::redeem(std::string_view code, const SignIn& sign_in,
                                                    Time now) const {
  auto account = request_tokens({{"grant_type", "authorization_code"},
                                 {"code", std::string(code)},
                                 {"redirect_uri", redirect_uri()},
                                 {"code_verifier", sign_in.code_verifier}});
  if (!account) {
    return account;
  }
  IdTokenRules rules;
  rules.nonce = sign_in.nonce;
  return verified(std::move(*account), rules, now);
}

Expected<Account, std::string> RelyingParty::refresh(const Account& account, Time now) const {
  auto renewed = request_tokens({{"grant_type", "refresh_token"}, {"refresh_token", account.refresh_token}});
  if (!renewed) {
    return renewed;
  }
  if (renewed->refresh_token.empty()) {
    renewed->refresh_token = account.refresh_token;  // not rotated: the old one stays good [RFC6749 §6]
  }
  const auto sub = string_member(account.id_token_claims, "sub");
  IdTokenRules rules;
  rules.sub = sub;
  return verified(std::move(*renewed), rules, now);
}

Expected<Account, std::string> RelyingParty::request_tokens(const web::Pairs& form) const {
  outbound::FetchRequest request;
  request.method = web::Method::post;
  request.url = reached_here("/oauth2/token");
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Authorization", basic(settings_.client_id, settings_.client_secret)}};
  request.body = web::to_form(form);
  const auto answer = json_of(fetch_(request), "token endpoint");
  if (!answer) {
    return unexpected(answer.error());
  }
  Account account;
  account.access_token = string_member(*answer, "access_token").value_or("");
  account.id_token = string_member(*answer, "id_token").value_or("");
  account.refresh_token = string_member(*answer, "refresh_token").value_or("");
  if (account.access_token.empty() || account.id_token.empty()) {
    return unexpected(std::string("The provider's token endpoint left out a token."));
  }
  return account;
}

Expected<Account, std::string> RelyingParty::verified(Account account, IdTokenRules rules, Time now) const {
  // Fetched each time: a demo signs few people in, and follows a key rotation without thinking of caches.
  outbound::FetchRequest keys_request;
  keys_request.url = reached_here("/oauth2/jwks");
  const auto jwks = json_of(fetch_(keys_request), "JWKS endpoint");
  const auto keys = jwks ? jose::import_jwks(*jwks) : unexpected(jwks.error());
  if (!keys) {
    return unexpected(keys.error());
  }
  rules.issuer = settings_.issuer;
  rules.client_id = settings_.client_id;
  rules.access_token = account.access_token;
  const auto token = check_id_token(account.id_token, *keys, rules, now);
  if (!token) {
    return unexpected(token.error());
  }
  account.id_token_header = token->header;
  account.id_token_claims = token->claims;

  outbound::FetchRequest userinfo_request;
  userinfo_request.url = reached_here("/oauth2/userinfo");
  userinfo_request.headers = {{"Authorization", "Bearer " + account.access_token}};
  auto userinfo = json_of(fetch_(userinfo_request), "UserInfo endpoint");
  if (!userinfo) {
    return unexpected(userinfo.error());
  }
  // UserInfo is believed only about the person whom the ID token names [OIDC.Core §5.3.2].
  if (string_member(*userinfo, "sub") != string_member(token->claims, "sub")) {
    return unexpected(std::string("The provider's UserInfo endpoint told about somebody else."));
  }
  account.userinfo = std::move(*userinfo);
  account.checks = checks_of(*token, rules);
  return account;
}

}  // namespace signet::demo
