#include "pages/headers.h"

#include <set>
#include <utility>

#include "web/url.h"

namespace signet::pages {
namespace {

// [R-HD-1] Nothing is allowed but our own stylesheet and pictures.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'";

// Of a host that a policy can name. A URL may hold more, such as ';', which would end a directive.
constexpr std::string_view kHostCharacters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:[]";

// Browsers apply form-action to every redirect that follows a post, so that on a page whose form may end at a
// client any value would have to name all the origins through which the client goes on. There it is left out:
// a form cannot be planted, since every value is escaped [R-HD-2] [PG-09].
std::string policy(PageKind kind) {
  switch (kind) {
    case PageKind::journey:
    case PageKind::sign_out:
      return std::string(kPolicy);
    case PageKind::hand_over:
      return std::string(kPolicy) + "; script-src 'sha256-" + std::string(kFormPostScriptHash) + "'";
    case PageKind::form:
    case PageKind::link:
    case PageKind::notice:
    case PageKind::error:
      break;
  }
  return std::string(kPolicy) + "; form-action 'self'";
}

// Under no-referrer, Chromium posts our own forms with "Origin: null", and then it is Sec-Fetch-Site alone that says whose they are
// [R-LG-1]. That is the price where the URL itself must stay here [R-PW-7].
bool may_say_where_from(PageKind kind) { return kind != PageKind::notice && kind != PageKind::error && kind != PageKind::link; }

// A client may have opened the journey in a pop-up and wait for it: cutting that tie would look like a closed
// window.
bool may_be_a_popup(PageKind kind) {
  return kind == PageKind::journey || kind == PageKind::hand_over || kind == PageKind::error;
}

void protect(web::Response& response, std::string_view referrer_policy,
             std::string_view resource_policy = "same-origin") {
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Referrer-Policy", referrer_policy);
  response.add("Cross-Origin-Resource-Policy", resource_policy);
}

std::string frame_policy(const std::vector<std::string>& origins) {
  std::string policy;
  for (const std::string& origin : std::set(origins.begin(), origins.end())) {
    policy += (policy.empty() ? "; frame-src " : " ") + origin;
  }
  return policy;
}

}  // namespace

web::Response html_page(PageKind kind, int status, std::string_view language, std::string html,
                        const std::vector<std::string>& frame_origins) {
  web::Response response;
  response.status = status;
  response.body = std::move(html);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Content-Language", language).add("Vary", "Accept-Language");
  response.add("Cache-Control", "no-store");
  response.add("Content-Security-Policy", policy(kind) + frame_policy(frame_origins));
  response.add("X-Frame-Options", "DENY");
  response.add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  protect(response, may_say_where_from(kind) ? "same-origin" : "no-referrer");
  if (!may_be_a_popup(kind)) {
    response.add("Cross-Origin-Opener-Policy", "same-origin");
  }
  return response;
}

std::optional<std::string> frame_origin(std::string_view url) {
  const auto parsed = web::parse_url(url);
  if (!parsed || (parsed->scheme != "https" && parsed->scheme != "http") || parsed->host.empty() ||
      parsed->host.find_first_not_of(kHostCharacters) != std::string::npos) {
    return std::nullopt;
  }
  return parsed->origin();
}

web::Response check_session_page(std::string html) {
  web::Response response;
  response.body = std::move(html);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Cache-Control", "public, max-age=3600");
  // Deliberate: neither frame-ancestors nor X-Frame-Options. The page shows nothing that could be clicked, and says only
  // whether a session is still what the asking origin was told of it.
  response.add("Content-Security-Policy", "default-src 'none'; script-src 'sha256-" + std::string(kCheckSessionScriptHash) +
                                              "'; base-uri 'none'; form-action 'none'");
  protect(response, "no-referrer", "cross-origin");
  return response;
}

web::Response immutable_file(std::string_view content_type, std::string content) {
  web::Response response;
  response.body = std::move(content);
  response.add("Content-Type", content_type);
  response.add("Cache-Control", "public, max-age=31536000, immutable");
  protect(response, "no-referrer");
  return response;
}

}  // namespace signet::pages
