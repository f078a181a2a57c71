// The headers that protect a page, by what the page is there for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/response.h"

namespace signet::pages {

enum class PageKind {
  journey,    // a form of ours whose answer may lead on to a client: login, account, consent
  sign_out,   // the same, but nobody's pop-up
  hand_over,  // a form that the browser posts to the client by script
  form,       // a form of ours whose answer stays here
  link,       // the same, in whose URL stands what nobody else may know
  notice,     // no form; shown only by itself
  error,      // no form; may appear wherever a client sent the browser
};

// The base64 of the SHA-256 of the two scripts that we have: what stands between <script> and </script> in
// form_post.mustache and in check_session.mustache. A test computes them anew.
inline constexpr std::string_view kFormPostScriptHash = "I0w5GJyvKG50uS0fYgaxosduPLWT8qcIQJeVhEFfa7c=";
inline constexpr std::string_view kCheckSessionScriptHash = "Yu88OSt1PDJfUAr4N+9MRq77ghW9AYX49GVfrUrcTc4=";

// An HTML page in `language`, which its reader prefers, with every header that its kind asks for [R-HD-1] [R-HD-3].
// `frame_origins` are those whose pages it shows in frames [PG-11].
[[nodiscard]] web::Response html_page(PageKind kind, int status, std::string_view language, std::string html,
                                      const std::vector<std::string>& frame_origins = {});

// The origin of `url` as a Content-Security-Policy can name it; nullopt where `url` is not http or https, or where its
// host holds what could end a directive there.
[[nodiscard]] std::optional<std::string> frame_origin(std::string_view url);

// The OP iframe: a page of one script that runs in a frame of anybody's page [OIDC.Session §3.2] [PG-11]. Caches may keep
// it for an hour.
[[nodiscard]] web::Response check_session_page(std::string html);

// A file that never changes under its path: any cache may keep it for a year.
[[nodiscard]] web::Response immutable_file(std::string_view content_type, std::string content);

}  // namespace signet::pages
