#include "authorization/sessions.h"

#include "crypto/digest.h"

namespace signet::authorization {
namespace {

constexpr Seconds kTouchEvery{60};
constexpr std::size_t kCookieLength = 43;  // 32 bytes as base64url
constexpr std::string_view kCookie = "session";
constexpr std::string_view kStateCookie = "opbs";

std::string state_of(std::string_view cookie_value) { return crypto::sha256_base64url("opbs " + std::string(cookie_value)); }

}  // namespace

Sessions::Sessions(SessionStore& store, web::CookieJar cookies, SessionLimits limits, Random& random)
    : store_(store), cookies_(cookies), limits_(limits), random_(random) {}

std::optional<std::string> Sessions::cookie(const web::Request& request) const {
  auto value = web::cookie(request, cookies_.name(kCookie));
  return value && value->size() == kCookieLength ? std::move(value) : std::nullopt;
}

std::string Sessions::cookie_digest(const web::Request& request) const {
  const auto value = cookie(request);
  return value ? crypto::sha256_base64url(*value) : "";
}

std::string Sessions::browser_state(const web::Request& request) const {
  const auto value = cookie(request);
  return value ? state_of(*value) : "";
}

std::optional<SessionView> Sessions::view(const web::Request& request, const std::string& client_id) const {
  const std::string digest = cookie_digest(request);
  if (digest.empty()) {
    return std::nullopt;
  }
  auto view = store_.view(digest, client_id, request.now, request.now - limits_.idle);
  if (view && request.now - view->session.last_seen_at >= kTouchEvery) {
    store_.touch(digest, request.now);
  }
  return view;
}

Sessions::Begun Sessions::begin(const web::Request& request, const std::string& sub, std::vector<std::string> amr) const {
  const std::string value = random_id(random_);
  Session session;
  session.cookie_digest = crypto::sha256_base64url(value);
  session.sid = random_id(random_, 16);
  session.sub = sub;
  session.auth_time = request.now;
  session.acr = "1";  // one factor; the name that acr_values_supported advertises
  session.amr = std::move(amr);
  session.created_at = request.now;
  session.last_seen_at = request.now;
  session.expires_at = request.now + limits_.absolute;
  session.sid = store_.begin(session, cookie_digest(request), request.now);
  return {session, {cookies_.set(kCookie, value, std::nullopt), cookies_.set_for_scripts(kStateCookie, state_of(value))}};
}

std::optional<EndedSession> Sessions::end(const web::Request& request) const {
  const std::string digest = cookie_digest(request);
  return digest.empty() ? std::nullopt : store_.end(digest, request.now);
}

std::vector<std::string> Sessions::forget_cookies() const {
  return {cookies_.clear(kCookie), cookies_.set_for_scripts(kStateCookie, "", 0)};
}

}  // namespace signet::authorization
