#include "app/provider.h"

#include "app/metadata_policy.h"
#include "endpoints/account.h"
#include "endpoints/authorize.h"
#include "endpoints/consent.h"
#include "endpoints/discovery.h"
#include "endpoints/introspect.h"
#include "endpoints/jwks.h"
#include "endpoints/login.h"
#include "endpoints/render.h"
#include "endpoints/revoke.h"
#include "endpoints/token.h"
#include "endpoints/userinfo.h"
#include "grants/authorization_code.h"
#include "grants/client_credentials.h"
#include "grants/refresh_token.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::app {
namespace {

using web::Cors;
using web::Endpoint;
using web::kFormLimit;
using web::Lane;
using web::Method;
using web::Route;

tokens::Lifetimes lifetimes(const config::Settings& settings) {
  tokens::Lifetimes lifetimes;
  lifetimes.access_token = settings.tokens.access_token_lifetime;
  lifetimes.id_token = settings.tokens.id_token_lifetime;
  lifetimes.refresh_idle = settings.tokens.refresh_idle;
  lifetimes.refresh_absolute = settings.tokens.refresh_absolute;
  lifetimes.refresh_replay = settings.tokens.refresh_replay_window;
  return lifetimes;
}

keys::Policy key_policy(const config::Settings& settings) {
  keys::Policy policy;
  policy.algs = algorithms(settings.keys.algs);
  policy.active_for = settings.keys.rotation_interval;
  policy.keep_retired = std::max<Seconds>(settings.tokens.id_token_lifetime, tokens::kLongestAccessToken) + Seconds(60);
  return policy;
}

crypto::Argon2Params argon2_params(const config::Settings& settings) {
  crypto::Argon2Params params;
  params.memory_kib = static_cast<std::uint32_t>(settings.passwords.argon2_memory);
  params.iterations = static_cast<std::uint32_t>(settings.passwords.argon2_iterations);
  return params;
}

accounts::LoginLimits login_limits(const config::Settings& settings) {
  accounts::LoginLimits limits;
  limits.off = !settings.limits.login.has_value();
  limits.free_failures = settings.limits.login.value_or(limits.free_failures);
  return limits;
}

bool is_secure(const std::string& issuer) { return issuer.starts_with("https:"); }

// Paths of the well-known documents for an issuer with a path [RFC8414 §3.1] [OIDC.Discovery §4]: inserted and appended.
std::vector<std::string> well_known_paths(const std::string& issuer, std::string_view name) {
  const std::string well_known = "/.well-known/" + std::string(name);
  std::string path = web::parse_url(issuer).value().path;
  while (path.ends_with('/')) {
    path.pop_back();
  }
  std::vector<std::string> paths{well_known};
  if (!path.empty()) {
    paths.push_back(well_known + path);
    paths.push_back(path + well_known);
  }
  return paths;
}

}  // namespace

struct Provider::Endpoints {
  endpoints::DiscoveryEndpoint discovery;
  endpoints::JwksEndpoint jwks;
  endpoints::AuthorizeEndpoint authorize;
  endpoints::LoginEndpoint login;
  endpoints::AccountEndpoint account;
  endpoints::ConsentEndpoint consent;
  endpoints::TokenEndpoint token;
  endpoints::UserInfoEndpoint userinfo;
  endpoints::RevokeEndpoint revoke;
  endpoints::IntrospectEndpoint introspect;
};

namespace {

grants::GrantTable grant_table(const tokens::Codes& codes, const tokens::Issuer& mint, const tokens::RefreshTokens& refresh_tokens,
                               tokens::FamilyStore& families, tokens::Revocations& revocations, Random& random) {
  std::vector<std::unique_ptr<const grants::Grant>> grants;
  grants.push_back(std::make_unique<grants::AuthorizationCodeGrant>(codes, mint, refresh_tokens, families, revocations, random));
  grants.push_back(std::make_unique<grants::RefreshTokenGrant>(mint, refresh_tokens, families, revocations));
  grants.push_back(std::make_unique<grants::ClientCredentialsGrant>(mint));
  return grants::GrantTable(std::move(grants));
}

}  // namespace

Provider::Provider(const config::Settings& settings, const crypto::MasterKeys& master_keys, Stores stores, Random& random, Time now,
                   bool explain_errors)
    : stores_(stores),
      issuer_(settings.issuer),
      cookies_(is_secure(issuer_)),
      pages_({.issuer = issuer_, .directory = settings.templates.directory}),
      keys_(stores_.keys, master_keys, key_policy(settings), random),
      registry_(stores_.clients, random, metadata_policy(settings)),
      authenticator_(registry_, stores_.assertions, issuer_, protocol::url_below(issuer_, "/oauth2/token")),
      codes_(master_keys),
      refresh_tokens_(master_keys),
      mint_(issuer_, keys_, master_keys, random, lifetimes(settings)),
      access_tokens_(issuer_, keys_, master_keys, revocations_),
      grants_(grant_table(codes_, mint_, refresh_tokens_, stores_.families, revocations_, random)),
      transactions_(master_keys, cookies_, random),
      sessions_(stores_.sessions, cookies_, {settings.sessions.idle, settings.sessions.absolute}, random),
      login_(stores_.accounts, stores_.failures, argon2_params(settings), random, login_limits(settings)),
      devices_(master_keys, cookies_, random),
      journey_({issuer_, registry_, transactions_, sessions_, codes_, lifetimes(settings), pages_, random, explain_errors}),
      request_limiter_(settings.limits.requests) {
  keys_.start(now);
  registry_.reload();
  revocations_.poll(stores_.revocations, now);
  endpoints_ = std::make_unique<Endpoints>(Endpoints{
      endpoints::DiscoveryEndpoint(issuer_, key_policy(settings).algs),
      endpoints::JwksEndpoint(keys_),
      endpoints::AuthorizeEndpoint(journey_, keys_),
      endpoints::LoginEndpoint(journey_, login_, devices_),
      endpoints::AccountEndpoint(journey_),
      endpoints::ConsentEndpoint(journey_, stores_.consents),
      endpoints::TokenEndpoint(authenticator_, grants_),
      endpoints::UserInfoEndpoint(issuer_, access_tokens_, registry_, stores_.accounts),
      endpoints::RevokeEndpoint(authenticator_, refresh_tokens_, access_tokens_, stores_.families, stores_.revocations, revocations_),
      endpoints::IntrospectEndpoint(issuer_, authenticator_, registry_, access_tokens_, refresh_tokens_, stores_.families),
  });
}

Provider::~Provider() = default;

// The one route table. A row: name, path, what answers each method, who may read it across origins.
std::vector<Route> Provider::routes() const {
  const Endpoints& e = *endpoints_;
  const auto get = [](web::Handler handler) { return std::map<Method, Endpoint>{{Method::get, {std::move(handler)}}}; };
  const auto post = [](web::Handler handler) { return std::map<Method, Endpoint>{{Method::post, {std::move(handler), kFormLimit}}}; };

  std::vector<Route> routes;
  for (const std::string& path : well_known_paths(issuer_, "openid-configuration")) {
    routes.push_back({"discovery", path, get(std::cref(e.discovery)), Cors::anybody});
  }
  for (const std::string& path : well_known_paths(issuer_, "oauth-authorization-server")) {
    routes.push_back({"discovery", path, get(std::cref(e.discovery)), Cors::anybody});
  }
  // Paths of an issuer with a path stand below it.
  const std::string base = [this] {
    std::string path = web::parse_url(issuer_).value().path;
    return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  }();
  const auto add = [&](std::string name, std::string_view path, std::map<Method, Endpoint> methods, Cors cors = Cors::nobody) {
    routes.push_back({std::move(name), base + std::string(path), std::move(methods), cors});
  };
  add("jwks", "/oauth2/jwks", get(std::cref(e.jwks)), Cors::anybody);
  add("authorize", "/oauth2/authorize",
      {{Method::get, {std::cref(e.authorize)}}, {Method::post, {std::cref(e.authorize), kFormLimit}}});
  add("login", "/login",
      {{Method::get, {[&e](const web::Request& r) { return e.login.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.login.submit(r); }, kFormLimit, Lane::password}}});
  add("account", "/account",
      {{Method::get, {[&e](const web::Request& r) { return e.account.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.account.submit(r); }, kFormLimit}}});
  add("consent", "/consent",
      {{Method::get, {[&e](const web::Request& r) { return e.consent.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.consent.submit(r); }, kFormLimit}}});
  add("token", "/oauth2/token", post(std::cref(e.token)));
  add("userinfo", "/oauth2/userinfo",
      {{Method::get, {std::cref(e.userinfo)}}, {Method::post, {std::cref(e.userinfo), kFormLimit}}});
  add("revoke", "/oauth2/revoke", post(std::cref(e.revoke)));
  add("introspect", "/oauth2/introspect", post(std::cref(e.introspect)));
  for (const pages::Renderer::Asset& asset : pages_.assets()) {
    add("asset", asset.path, get([&asset](const web::Request&) { return asset.response; }));
  }
  for (Route& route : routes) {
    for (auto& [method, endpoint] : route.methods) {
      endpoint.handler = limited(std::move(endpoint.handler));
    }
  }
  return routes;
}

web::Handler Provider::limited(web::Handler handler) const {
  return [this, handler = std::move(handler)](const web::Request& request) {
    const auto taken = request_limiter_.take(limits::source_of(request.remote_address), request.now);
    if (taken) {
      return handler(request);
    }
    web::Response response = error(429, request);
    response.set("Retry-After", std::to_string(taken.error().count()));
    endpoints::note(response, {protocol::Reason::rate_limited, ""});
    return response;
  };
}

web::Headers Provider::headers_of_every_response() const {
  if (!is_secure(issuer_)) {
    return {};
  }
  return {{"Strict-Transport-Security", "max-age=31536000; includeSubDomains"}};
}

web::Response Provider::error(int status, const web::Request& request) const {
  using protocol::Reason;
  const bool for_program = request.path.find("/oauth2/") != std::string::npos || request.path.find("/.well-known/") != std::string::npos ||
                           request.path.find("/api/") != std::string::npos;
  const bool busy = status == 503 || status == 429;
  web::Response response;
  if (for_program && !request.path.ends_with("/oauth2/authorize")) {
    const Reason reason = busy ? Reason::temporarily_unavailable : status >= 500 ? Reason::server_error : Reason::endpoint_misused;
    response = endpoints::oauth_error({reason, ""}, request);
    response.status = status;
  } else {
    pages::ErrorPage page;
    page.status = status;
    page.kind = busy ? pages::ErrorKind::busy : status >= 500 ? pages::ErrorKind::internal : pages::ErrorKind::not_found;
    page.reference = request.request_id;
    response = pages_.error(page);
  }
  if (busy) {
    response.set("Retry-After", "1");
  }
  return response;
}

void Provider::refresh(Versions versions, Time now) {
  if (versions.clients != registry_.version()) {
    registry_.reload();
  }
  keys_.reload_if(versions.keys);
  revocations_.poll(stores_.revocations, now);
}

}  // namespace signet::app
