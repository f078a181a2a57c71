#include "app/provider.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "app/metadata_policy.h"
#include "app/people.h"
#include "endpoints/account.h"
#include "endpoints/api_auth.h"
#include "endpoints/authorize.h"
#include "endpoints/backchannel_authentication.h"
#include "endpoints/consent.h"
#include "endpoints/discovery.h"
#include "endpoints/email.h"
#include "endpoints/gateway.h"
#include "endpoints/introspect.h"
#include "endpoints/jwks.h"
#include "endpoints/login.h"
#include "endpoints/logo.h"
#include "endpoints/logout.h"
#include "endpoints/par.h"
#include "endpoints/password.h"
#include "endpoints/register.h"
#include "endpoints/render.h"
#include "endpoints/revoke.h"
#include "endpoints/token.h"
#include "endpoints/userinfo.h"
#include "grants/authorization_code.h"
#include "grants/client_credentials.h"
#include "grants/device_code.h"
#include "grants/refresh_token.h"
#include "pages/languages.h"
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
using For = endpoints::MailedPassword::For;

tokens::Lifetimes lifetimes(const config::Settings& settings) {
  tokens::Lifetimes lifetimes;
  lifetimes.access_token = settings.tokens.access_token_lifetime;
  lifetimes.id_token = settings.tokens.id_token_lifetime;
  lifetimes.refresh_idle = settings.tokens.refresh_idle;
  lifetimes.refresh_absolute = settings.tokens.refresh_absolute;
  lifetimes.refresh_replay = settings.tokens.refresh_replay_window;
  return lifetimes;
}

tokens::Lifetimes api_lifetimes(const config::Settings& settings) {
  tokens::Lifetimes api = lifetimes(settings);
  api.access_token = settings.api.access_token_lifetime;
  return api;
}

keys::Policy key_policy(const config::Settings& settings) {
  keys::Policy policy;
  policy.algs = algorithms(settings.keys.algs);
  policy.encryption_algs = encryption_algorithms(settings.keys.encryption_algs);
  policy.active_for = settings.keys.rotation_interval;
  policy.keep_retired = std::max<Seconds>(settings.tokens.id_token_lifetime, tokens::kLongestAccessToken) + Seconds(60);
  return policy;
}

accounts::LoginLimits login_limits(const config::Settings& settings) {
  accounts::LoginLimits limits;
  limits.off = !settings.limits.login.has_value();
  limits.free_failures = settings.limits.login.value_or(limits.free_failures);
  return limits;
}

// At which origins this server is called: the issuer's, and that of clients with certificates.
std::vector<std::string> origins(const config::Settings& settings) {
  std::vector<std::string> origins{web::parse_url(settings.issuer).value().origin()};
  if (settings.mtls.enabled && !settings.mtls.url.empty()) {
    origins.push_back(settings.mtls.url);
  }
  return origins;
}

std::vector<std::string> assertion_audiences(const config::Settings& settings) {
  const std::size_t origin = web::parse_url(settings.issuer).value().origin().size();
  std::vector<std::string> audiences;
  for (const std::string& at : origins(settings)) {
    for (const char* path : {"/oauth2/token", "/oauth2/par", "/oauth2/bc-authorize"}) {
      audiences.push_back(at + protocol::url_below(settings.issuer, path).substr(origin));
    }
  }
  return audiences;
}

// Read once: what a renewed file holds is in use after a restart.
std::shared_ptr<const jose::TrustAnchors> trust_anchors(const config::Settings& settings) {
  if (!settings.mtls.enabled || settings.mtls.ca_file.empty()) {
    return nullptr;
  }
  std::ifstream file(settings.mtls.ca_file, std::ios::binary);
  auto anchors = jose::TrustAnchors::load({std::istreambuf_iterator<char>(file), {}});
  if (!anchors) {
    throw std::runtime_error("mtls.ca_file: " + settings.mtls.ca_file + ' ' + anchors.error());
  }
  return *std::move(anchors);
}

std::vector<gateway::Policy> gateway_policies(const config::Settings& settings) {
  std::vector<gateway::Policy> policies;
  for (const std::string& text : settings.gateway.policies) {
    policies.push_back(gateway::parse_policy(text).value());  // the settings admit only these
  }
  return policies;
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
  endpoints::ParEndpoint par;
  endpoints::LoginEndpoint login;
  endpoints::AccountEndpoint account;
  endpoints::ConsentEndpoint consent;
  endpoints::DeviceEndpoint device;
  endpoints::DeviceAuthorizationEndpoint device_authorization;
  endpoints::BackchannelAuthenticationEndpoint backchannel_authentication;
  endpoints::LogoutEndpoint logout;
  endpoints::TokenEndpoint token;
  endpoints::UserInfoEndpoint userinfo;
  endpoints::RevokeEndpoint revoke;
  endpoints::IntrospectEndpoint introspect;
  endpoints::RegisterEndpoint registration;
  endpoints::LogoEndpoint logo;
  endpoints::GatewayEndpoint gateway;
  endpoints::ApiAuthEndpoint api;
  endpoints::EmailEndpoint email;
  endpoints::PasswordEndpoint password;
};

namespace {

grants::GrantTable grant_table(const tokens::Codes& codes, const tokens::Issuer& mint, const clients::Resources& resources,
                               const grants::FamilyTokens& family_tokens, const tokens::RefreshTokens& refresh_tokens,
                               const tokens::DeviceCodes& device_codes, tokens::FamilyStore& families, tokens::Revocations& revocations) {
  std::vector<std::unique_ptr<const grants::Grant>> grants;
  grants.push_back(std::make_unique<grants::AuthorizationCodeGrant>(codes, family_tokens, families, revocations));
  grants.push_back(std::make_unique<grants::RefreshTokenGrant>(family_tokens, refresh_tokens, families, revocations));
  grants.push_back(std::make_unique<grants::ClientCredentialsGrant>(mint, resources));
  using Waiting = grants::DeviceCodeGrant;
  grants.push_back(std::make_unique<Waiting>(Waiting::kDevice, device_codes, family_tokens, families, revocations));
  grants.push_back(std::make_unique<Waiting>(Waiting::kCiba, device_codes, family_tokens, families, revocations));
  return grants::GrantTable(std::move(grants));
}

}  // namespace

Provider::Provider(const config::Settings& settings, const crypto::MasterKeys& master_keys, Stores stores, Outside outside,
                   Random& random, Time now, bool explain_errors)
    : stores_(stores),
      issuer_(settings.issuer),
      cookies_(is_secure(issuer_)),
      pages_({.issuer = issuer_, .directory = settings.templates.directory}),
      keys_(stores_.keys, master_keys, key_policy(settings), random),
      client_keys_(std::move(outside.keys)),
      client_secrets_(master_keys),
      registry_(stores_.clients, random, self_registration_policy(settings), {&client_secrets_, std::move(outside.sector)}),
      registrations_(registry_, stores_.registrations, random, registration_terms(settings)),
      logos_(settings.outbound.logos ? std::move(outside.logos) : nullptr),
      resources_(stores_.resources, issuer_),
      authenticator_(registry_, stores_.assertions, client_keys_, client_secrets_, issuer_,
                     assertion_audiences(settings), trust_anchors(settings)),
      proofs_(origins(settings), stores_.assertions, master_keys, random, settings.dpop.demand_nonce),
      possession_(proofs_),
      subjects_(keys::server_secret(stores_.server_secrets, master_keys, tokens::kPairwiseSalt, random)),
      codes_(master_keys),
      refresh_tokens_(master_keys),
      device_codes_(master_keys, stores_.device_codes, random),
      mint_(issuer_, keys_, client_keys_, master_keys, subjects_, random, lifetimes(settings)),
      access_tokens_(issuer_, keys_, master_keys, revocations_),
      family_tokens_(mint_, resources_, refresh_tokens_, stores_.accounts, random),
      grants_(grant_table(codes_, mint_, resources_, family_tokens_, refresh_tokens_, device_codes_, stores_.families, revocations_)),
      hints_(issuer_, keys_, registry_, subjects_),
      request_objects_(issuer_, registry_, client_keys_, keys_, std::move(outside.request_objects)),
      transactions_(master_keys, cookies_, random),
      pushed_requests_(stores_.pushed_requests, master_keys, random),
      sessions_(stores_.sessions, cookies_, {settings.sessions.idle, settings.sessions.absolute}, random),
      responder_(mint_, resources_, codes_, stores_.families, random),
      logouts_(master_keys, random),
      api_mint_(issuer_, keys_, client_keys_, master_keys, subjects_, random, api_lifetimes(settings)),
      first_party_logins_(api_mint_, master_keys, resources_, stores_.families, revocations_, random),
      login_(stores_.accounts, stores_.failures, stores_.audit, argon2_params(settings), random, login_limits(settings)),
      people_(people(settings, stores_.accounts, random)),
      address_proofs_({stores_.mails, stores_.accounts, master_keys, random, issuer_, settings.mail.per_hour, [this] { mail_queued_.ring(); }}),
      signup_terms_{settings.signup.mode == config::SignupMode::open, settings.signup.domains, settings.signup.reveal_existing, outside.mail},
      devices_(master_keys, cookies_, random),
      form_guard_(master_keys, cookies_, random),
      first_party_(issuer_, registry_, settings.api.default_client_id),
      journey_({issuer_, registry_, transactions_, sessions_, pushed_requests_, responder_, device_codes_, pages_, random,
                [this] { decided_.ring(); }, explain_errors, &logos_}),
      request_limiter_(settings.limits.requests),
      device_authorization_limits_(settings.limits.device_requests),
      user_code_limits_(settings.limits.device_codes),
      registration_limiter_(settings.registration.per_hour, std::chrono::hours(1)),
      signup_limiter_(settings.signup.per_hour, std::chrono::hours(1)),
      mailed_password_({journey_, form_guard_, devices_, address_proofs_, people_, revocations_, stores_.revocations, signup_terms_, signup_limiter_}),
      push_limiter_(settings.limits.pushed_requests),
      gateway_quota_(settings.gateway.quota),
      backchannel_by_person_(settings.ciba.per_person, std::chrono::minutes(15)),
      ciba_(settings.ciba.enabled) {
  keys_.start(now);
  registry_.reload();
  registry_.reseal();
  keys_.demand(registry_.signing_algs(), now);
  revocations_.poll(stores_.revocations, now);
  endpoints_ = std::make_unique<Endpoints>(Endpoints{
      endpoints::DiscoveryEndpoint(issuer_, metadata_policy(settings),
                                   {.registration = registrations_.mode() != clients::RegistrationMode::closed,
                                    .require_par = settings.authorization.require_par,
                                    .mtls_url = settings.mtls.enabled ? settings.mtls.url : "",
                                    .request_encryption = keys::served_by(key_policy(settings).encryption_algs)}),
      endpoints::JwksEndpoint(keys_),
      endpoints::AuthorizeEndpoint(journey_, request_objects_, hints_, resources_, settings.authorization.require_par),
      endpoints::ParEndpoint({authenticator_, registry_, request_objects_, hints_, resources_, pushed_requests_, proofs_, possession_, push_limiter_}),
      endpoints::LoginEndpoint(journey_, login_, devices_, form_guard_, signup_terms_),
      endpoints::AccountEndpoint(journey_, {journey_, stores_.consents, form_guard_, revocations_, signup_terms_.mail}),
      endpoints::ConsentEndpoint(journey_, stores_.consents),
      endpoints::DeviceEndpoint(journey_, device_codes_, form_guard_, user_code_limits_),
      endpoints::DeviceAuthorizationEndpoint(issuer_, authenticator_, device_codes_, device_authorization_limits_),
      endpoints::BackchannelAuthenticationEndpoint({authenticator_, request_objects_, hints_, device_codes_, stores_.accounts, address_proofs_,
                                                    device_authorization_limits_.by_client, backchannel_by_person_}),
      endpoints::LogoutEndpoint(journey_, keys_, logouts_, revocations_, [this] { session_ended_.ring(); }),
      endpoints::TokenEndpoint(authenticator_, possession_, grants_),
      endpoints::UserInfoEndpoint(mint_, access_tokens_, possession_, registry_, subjects_, stores_.accounts),
      endpoints::RevokeEndpoint(authenticator_, refresh_tokens_, access_tokens_, stores_.families, stores_.revocations, revocations_),
      endpoints::IntrospectEndpoint(issuer_, authenticator_, registry_, resources_, access_tokens_, refresh_tokens_, subjects_,
                                    stores_.families),
      endpoints::RegisterEndpoint(issuer_, registrations_, logos_),
      endpoints::LogoEndpoint(issuer_, registry_, logos_),
      endpoints::GatewayEndpoint(access_tokens_, registry_, mint_, gateway_policies(settings), settings.gateway.policy_header, gateway_quota_),
      endpoints::ApiAuthEndpoint({issuer_, first_party_, first_party_logins_, access_tokens_, possession_, registry_, subjects_, stores_.accounts, login_,
                                  people_, devices_, cookies_, address_proofs_, signup_terms_, signup_limiter_}),
      endpoints::EmailEndpoint({journey_, form_guard_, devices_, address_proofs_, login_, people_, signup_terms_}),
      endpoints::PasswordEndpoint({journey_, form_guard_, devices_, login_, people_, revocations_, stores_.revocations, address_proofs_,
                                   mailed_password_, signup_terms_.mail}),
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
      {{Method::get, {noting_use(std::cref(e.authorize))}}, {Method::post, {noting_use(std::cref(e.authorize)), kFormLimit}}});
  add("par", "/oauth2/par", post(std::cref(e.par)), Cors::clients);
  add("login", "/login",
      {{Method::get, {[&e](const web::Request& r) { return e.login.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.login.submit(r); }, kFormLimit, Lane::password}}});
  add("account", "/account",
      {{Method::get, {[&e](const web::Request& r) { return e.account.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.account.submit(r); }, kFormLimit}}});
  add("password", "/password",
      {{Method::get, {[&e](const web::Request& r) { return e.password.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.password.submit(r); }, kFormLimit, Lane::password}}});
  add("signup", "/signup",
      {{Method::get, {[this](const web::Request& r) { return mailed_password_.show(For::signup, r); }}},
       {Method::post, {[this](const web::Request& r) { return mailed_password_.submit(For::signup, r); }, kFormLimit, Lane::password}}});
  add("email", "/email",
      {{Method::get, {[&e](const web::Request& r) { return e.email.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.email.submit(r); }, kFormLimit, Lane::password}}});
  add("consent", "/consent",
      {{Method::get, {[&e](const web::Request& r) { return e.consent.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.consent.submit(r); }, kFormLimit}}});
  add("device", "/device",
      {{Method::get, {[&e](const web::Request& r) { return e.device.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.device.submit(r); }, kFormLimit}}});
  if (ciba_) {
    add("approve", "/approve", get([&e](const web::Request& request) { return e.device.approve(request); }));
    add("backchannel_authentication", "/oauth2/bc-authorize", post(std::cref(e.backchannel_authentication)));
  }
  add("device_authorization", "/oauth2/device_authorization", post(std::cref(e.device_authorization)));
  add("end_session", "/oauth2/logout",
      {{Method::get, {std::cref(e.logout)}}, {Method::post, {std::cref(e.logout), kFormLimit}}});
  add("logout", "/logout",
      {{Method::get, {[&e](const web::Request& r) { return e.logout.show(r); }}},
       {Method::post, {[&e](const web::Request& r) { return e.logout.submit(r); }, kFormLimit}}});
  add("logged_out", "/logged-out", get([&e](const web::Request& r) { return e.logout.logged_out(r); }));
  add("check_session", "/oauth2/check_session",
      get([this](const web::Request&) { return pages_.check_session(sessions_.browser_state_cookie()); }));
  add("token", "/oauth2/token", post(noting_use(std::cref(e.token))), Cors::clients);
  add("userinfo", "/oauth2/userinfo",
      {{Method::get, {std::cref(e.userinfo)}}, {Method::post, {std::cref(e.userinfo), kFormLimit}}}, Cors::clients);
  add("revoke", "/oauth2/revoke", post(std::cref(e.revoke)), Cors::clients);
  add("introspect", "/oauth2/introspect", post(std::cref(e.introspect)));
  add("register", "/oauth2/register",
      {{Method::post, {limited([&e](const web::Request& r) { return e.registration.enrol(r); }, registration_limiter_), kFormLimit}}});
  add("registration", "/oauth2/register/*",
      {{Method::get, {[&e](const web::Request& r) { return e.registration.read(r); }}},
       {Method::put, {[&e](const web::Request& r) { return e.registration.replace(r); }, kFormLimit}},
       {Method::delete_, {[&e](const web::Request& r) { return e.registration.withdraw(r); }}}});
  const auto api = [&](const char* name, const char* path, Method method, web::Handler handler, Lane lane = Lane::inline_) {
    add(name, path, {{method, {std::move(handler), method == Method::get ? 0 : kFormLimit, lane}}}, Cors::first_party);
  };
  api("api_register", "/api/auth/register", Method::post, [&e](const web::Request& r) { return e.api.enrol(r); }, Lane::password);
  api("api_login", "/api/auth/login", Method::post, [&e](const web::Request& r) { return e.api.log_in(r); }, Lane::password);
  api("api_refresh", "/api/auth/refresh", Method::post, [&e](const web::Request& r) { return e.api.refresh(r); });
  api("api_logout", "/api/auth/logout", Method::post, [&e](const web::Request& r) { return e.api.log_out(r); });
  api("api_profile", "/api/auth/profile", Method::get, [&e](const web::Request& r) { return e.api.profile(r); });
  add("logo", "/clients/*", get(std::cref(e.logo)));
  for (const pages::Renderer::Asset& asset : pages_.assets()) {
    add("asset", asset.path, get([&asset](const web::Request&) { return asset.response; }));
  }
  for (Route& route : routes) {
    for (auto& [method, endpoint] : route.methods) {
      endpoint.handler = limited(std::move(endpoint.handler), request_limiter_);
    }
  }
  // Not limited by address: whoever asks is a proxy, for everybody behind it; it has a quota of its own.
  const auto any_method = [](const web::Handler& handler) {
    std::map<Method, Endpoint> methods;
    for (const Method method : {Method::get, Method::post, Method::put, Method::patch, Method::delete_, Method::options, Method::other}) {
      methods[method] = {handler, kFormLimit};  // a body that a proxy sends along is not read
    }
    return methods;
  };
  add("gateway", "/gateway/verify", any_method([&e](const web::Request& r) { return e.gateway.verify(r); }));
  add("gateway", "/gateway/verify/*", any_method([&e](const web::Request& r) { return e.gateway.verify_below(r); }));
  return routes;
}

web::Handler Provider::noting_use(web::Handler handler) const {
  return [this, handler = std::move(handler)](const web::Request& request) {
    web::Response response = handler(request);
    const web::Trail& trail = response.trail;
    // The trail names a grant or a person only where something was issued.
    if (trail.reason.empty() && !(trail.grant.empty() && trail.subject.empty())) {
      registrations_.note_use(trail.client_id, request.now);
    }
    return response;
  };
}

web::Handler Provider::limited(web::Handler handler, limits::RateLimiter& limiter) const {
  return [this, &limiter, handler = std::move(handler)](const web::Request& request) {
    const auto taken = limiter.take(limits::source_of(request.remote_address), request.now);
    if (taken) {
      return handler(request);
    }
    web::Response response = error(429, request);
    response.set("Retry-After", std::to_string(taken.error().count()));
    endpoints::note(response, {protocol::Reason::rate_limited, ""});
    return response;
  };
}

web::OriginRule Provider::origin_rule() const {
  return [this](web::Cors cors, std::string_view origin, std::string_view client_id) {
    if (cors == Cors::first_party) {
      return first_party_.may_call(origin, client_id);
    }
    return registry_.allows_origin(origin, client_id);
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
  const auto for_people = {"/oauth2/authorize", "/oauth2/logout", "/oauth2/check_session"};
  const bool for_program = (request.path.find("/oauth2/") != std::string::npos || request.path.find("/.well-known/") != std::string::npos ||
                            request.path.find("/api/") != std::string::npos || request.path.find("/gateway/") != std::string::npos) &&
                           std::none_of(for_people.begin(), for_people.end(), [&](const char* path) { return request.path.ends_with(path); });
  const bool busy = status == 503 || status == 429;
  web::Response response;
  if (for_program) {
    const Reason reason = busy ? Reason::temporarily_unavailable : status >= 500 ? Reason::server_error : Reason::endpoint_misused;
    response = endpoints::oauth_error({reason, ""}, request);
    response.status = status;
  } else {
    pages::ErrorPage page;
    page.status = status;
    page.kind = busy ? pages::ErrorKind::busy : status >= 500 ? pages::ErrorKind::internal : pages::ErrorKind::not_found;
    page.reference = request.request_id;
    response = pages_.error(page, pages::languages_of(request));
  }
  if (busy) {
    response.set("Retry-After", "1");
  }
  return response;
}

void Provider::refresh(Versions versions, Time now) {
  if (versions.clients != registry_.version()) {
    registry_.reload();
    keys_.demand(registry_.signing_algs(), now);
  }
  if (versions.resources != resources_.version()) {
    resources_.reload();
  }
  keys_.reload_if(versions.keys);
  revocations_.poll(stores_.revocations, now);
}

}  // namespace signet::app
