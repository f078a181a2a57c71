// The headers that protect a page, by what the page is there for.
#pragma once

#include <string>

#include "web/response.h"

namespace signet::pages {

enum class PageKind {
  journey,    // a form of ours whose answer may lead on to a client: login, account, consent
  sign_out,   // the same, but nobody's pop-up
  hand_over,  // a form that the browser posts to the client by script
  form,       // a form of ours whose answer stays here
  notice,     // no form; shown only by itself
  error,      // no form; may appear wherever a client sent the browser
};

// The base64 of the SHA-256 of the one script that we have: what stands between <script> and </script> in
// form_post.mustache. A test computes it anew.
inline constexpr std::string_view kFormPostScriptHash = "I0w5GJyvKG50uS0fYgaxosduPLWT8qcIQJeVhEFfa7c=";

// An HTML page with every header that its kind asks for [R-HD-1] [R-HD-3].
[[nodiscard]] web::Response html_page(PageKind kind, int status, std::string html);

// A file that never changes under its path: any cache may keep it for a year.
[[nodiscard]] web::Response immutable_file(std::string_view content_type, std::string content);

}  // namespace signet::pages
