#include "pages/headers.h"

#include <utility>

namespace signet::pages {
namespace {

// [R-HD-1] Nothing is allowed but our own stylesheet and pictures.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "object-src 'none'";

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
    case PageKind::notice:
    case PageKind::error:
      break;
  }
  return std::string(kPolicy) + "; form-action 'self'";
}

// Under no-referrer, Chromium would post our own forms with "Origin: null" [R-LG-1].
bool has_form(PageKind kind) { return kind != PageKind::notice && kind != PageKind::error; }

// A client may have opened the journey in a pop-up and wait for it: cutting that tie would look like a closed
// window.
bool may_be_a_popup(PageKind kind) {
  return kind == PageKind::journey || kind == PageKind::hand_over || kind == PageKind::error;
}

void protect(web::Response& response, std::string_view referrer_policy) {
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Referrer-Policy", referrer_policy);
  response.add("Cross-Origin-Resource-Policy", "same-origin");
}

}  // namespace

web::Response html_page(PageKind kind, int status, std::string html) {
  web::Response response;
  response.status = status;
  response.body = std::move(html);
  response.add("Content-Type", "text/html; charset=utf-8");
  response.add("Cache-Control", "no-store");
  response.add("Content-Security-Policy", policy(kind));
  response.add("X-Frame-Options", "DENY");
  response.add("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
  protect(response, has_form(kind) ? "same-origin" : "no-referrer");
  if (!may_be_a_popup(kind)) {
    response.add("Cross-Origin-Opener-Policy", "same-origin");
  }
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
