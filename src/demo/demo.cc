#include "demo/demo.h"

#include "base/base64url.h"
#include "crypto/constant_time.h"
#include "crypto/digest.h"
#include "pages/languages.h"
#include "protocol/form.h"
#include "protocol/issuer.h"
#include "web/url.h"

namespace signet::demo {
namespace {

using web::Lane;
using web::Method;

constexpr std::string_view kBrowserCookie = "demo_browser";
constexpr std::string_view kSessionCookie = "demo_session";

std::string indented(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace); }

// The header of a compact JWS; nullopt for an opaque token.
std::optional<Json> peek_header(std::string_view token) {
  const auto bytes = base64url_decode(token.substr(0, token.find('.')));
  return bytes ? parse_json_object(*bytes) : std::nullopt;
}

// Derived from the session's id, which no other site knows; so it needs no place of its own.
std::string csrf_token(std::string_view session_id) {
  return crypto::sha256_base64url("demo csrf " + std::string(session_id));
}

// What random_id() makes. Anything else in a cookie was put there by somebody else.
bool is_random_id(std::string_view text) { return text.size() == 43 && base64url_decode(text).has_value(); }

web::Response redirect(int status, std::string_view location) {
  web::Response response;
  response.status = status;
  response.add("Location", location).add("Cache-Control", "no-store").add("Referrer-Policy", "no-referrer");
  return response;
}

}  // namespace

Demo::Demo(Settings settings, RelyingParty::Fetch fetch, const crypto::MasterKeys& keys, Random& random,
           const pages::Renderer& pages)
    : relying_party_(std::move(settings), std::move(fetch)),
      sign_ins_(keys),
      cookies_(relying_party_.issuer().starts_with("https:")),
      random_(random),
      pages_(pages) {}

std::vector<web::Route> Demo::routes() const {
  const auto at = [this](std::string_view path) {
    return web::parse_url(protocol::url_below(relying_party_.issuer(), path)).value().path;
  };
  const auto to = [this](web::Response (Demo::*handler)(const web::Request&) const) {
    return [this, handler](const web::Request& request) { return (this->*handler)(request); };
  };
  // Deliberate: callback and refresh wait for answers of this very server. On the connection's own thread
  // they could wait for themselves, because their request may arrive at a connection of that same thread. So
  // they run on the pool, whose queue is bounded and which no request of theirs needs.
  return {
      {"demo", at("/demo"), {{Method::get, {to(&Demo::home)}}}},
      {"demo_sign_in", at("/demo/sign-in"), {{Method::get, {to(&Demo::sign_in)}}}},
      {"demo_callback", at("/demo/callback"), {{Method::get, {to(&Demo::callback), 0, Lane::password}}}},
      {"demo_refresh",
       at("/demo/refresh"),
       {{Method::post, {to(&Demo::refresh), web::kFormLimit, Lane::password}}}},
      {"demo_sign_out", at("/demo/sign-out"), {{Method::post, {to(&Demo::sign_out), web::kFormLimit}}}},
  };
}

web::Response Demo::home(const web::Request& request) const {
  const std::string session_id = web::cookie(request, cookies_.name(kSessionCookie)).value_or("");
  if (const auto account = sessions_.find(session_id, request.now)) {
    return result(*account, session_id, request);
  }
  return home_page({}, request);
}

web::Response Demo::result(const Account& account, const std::string& session_id,
                           const web::Request& request) const {
  pages::DemoResultPage page;
  page.account = string_member(account.userinfo, "email").value_or("");
  page.name = string_member(account.userinfo, "name").value_or("");
  page.checks = account.checks;
  page.id_token_header = indented(account.id_token_header);
  page.id_token_claims = indented(account.id_token_claims);
  const auto header = peek_header(account.access_token);
  const auto claims = jose::peek_claims(account.access_token);
  if (header && claims) {
    page.access_token_header = indented(*header);
    page.access_token_claims = indented(*claims);
  }
  page.userinfo = indented(account.userinfo);
  page.csrf = csrf_token(session_id);
  if (account.refresh_token.empty()) {
    page.refresh_path.clear();
  }
  return pages_.demo_result(page, pages::languages_of(request));
}

web::Response Demo::sign_in(const web::Request& request) const {
  // One value for all tabs of a browser; each tab's sign-in travels in its own state.
  auto browser = web::cookie(request, cookies_.name(kBrowserCookie));
  if (!browser || !is_random_id(*browser)) {
    browser = random_id(random_);
  }
  const SignIn sign_in = RelyingParty::new_sign_in(random_);
  const std::string state = sign_ins_.seal(sign_in, *browser, random_, request.now);
  web::Response response = redirect(302, relying_party_.authorization_url(sign_in, state));
  response.add("Set-Cookie", cookies_.set(kBrowserCookie, *browser, SignIns::kLifetime.count()));
  return response;
}

web::Response Demo::callback(const web::Request& request) const {
  const auto answer = protocol::Form::parse(request.query);
  const auto browser = web::cookie(request, cookies_.name(kBrowserCookie));
  const auto sign_in =
      answer && browser ? sign_ins_.open(answer->get_or_empty("state"), *browser, request.now) : std::nullopt;
  if (!sign_in) {
    return failed(400, "this browser did not begin it here, or began it more than ten minutes ago.",
                  request);
  }
  if (answer->get_or_empty("iss") != relying_party_.issuer()) {  // [RFC9207 §2.4]
    return failed(400, "the answer does not name the provider that was asked.", request);
  }
  if (answer->has("error")) {
    return failed(200,
                  std::string(answer->get_or_empty("error")) + ". " +
                      std::string(answer->get_or_empty("error_description")),
                  request);
  }
  auto account = relying_party_.redeem(answer->get_or_empty("code"), *sign_in, request.now);
  if (!account) {
    return failed(502, account.error(), request);
  }
  // A page of its own, so that reloading it does not present the code a second time.
  web::Response response = to_home();
  const std::string session_id = sessions_.open(std::move(*account), random_, request.now);
  response.add("Set-Cookie", cookies_.set(kSessionCookie, session_id, std::nullopt));
  return response;
}

web::Response Demo::refresh(const web::Request& request) const {
  const std::string session_id = session_of_form(request);
  const auto account = sessions_.find(session_id, request.now);
  if (!account) {
    return to_home();
  }
  auto renewed = relying_party_.refresh(*account, request.now);
  if (!renewed) {
    sessions_.close(session_id);  // the provider no longer vouches for it
    return failed(502, renewed.error(), request);
  }
  sessions_.update(session_id, std::move(*renewed));
  return to_home();
}

web::Response Demo::sign_out(const web::Request& request) const {
  const std::string session_id = session_of_form(request);
  web::Response response = to_home();
  if (!session_id.empty()) {
    sessions_.close(session_id);
    response.add("Set-Cookie", cookies_.clear(kSessionCookie));
  }
  return response;
}

std::string Demo::session_of_form(const web::Request& request) const {
  const auto session_id = web::cookie(request, cookies_.name(kSessionCookie));
  const auto form = protocol::Form::parse({}, request.body);
  if (!session_id || !form || !web::has_content_type(request, "application/x-www-form-urlencoded")) {
    return {};
  }
  const bool ours = crypto::equal_in_constant_time(form->get_or_empty("csrf"), csrf_token(*session_id));
  return ours ? *session_id : std::string();
}

web::Response Demo::home_page(std::string_view failure, const web::Request& request) const {
  pages::DemoHomePage page;
  page.issuer = relying_party_.issuer();
  page.client_id = relying_party_.client_id();
  page.failure = std::string(failure);
  return pages_.demo_home(page, pages::languages_of(request));
}

web::Response Demo::failed(int status, std::string_view why, const web::Request& request) const {
  web::Response response = home_page(why, request);
  response.status = status;
  response.trail.detail = std::string(why);
  return response;
}

web::Response Demo::to_home() const {
  return redirect(303, protocol::url_below(relying_party_.issuer(), "/demo"));
}

}  // namespace signet::demo
