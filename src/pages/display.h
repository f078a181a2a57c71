// What strangers' values may look like on a page: text that cannot deceive the eye, links that run nothing.
#pragma once

#include <string>
#include <string_view>

namespace signet::pages {

// The five characters that mean something in HTML become references, so that the result is text in element
// content and in quoted attributes [R-XS-1]. A carriage return too: a parser would turn it into a line feed.
[[nodiscard]] std::string escape_html(std::string_view text);

// One line for people to read [R-RG-6]: controls, bidirectional and zero-width characters and blank letters
// are left out, any white space is one space, piled-up accents are cut, as is what exceeds `longest`
// characters; malformed UTF-8 shows as U+FFFD. May be empty.
[[nodiscard]] std::string one_line(std::string_view utf8, std::size_t longest = 80);

// `url` if it is an absolute http or https URL without userinfo, otherwise empty: a link that should not be
// there.
[[nodiscard]] std::string web_link(std::string_view url);

// `path` if a browser resolves it to our own origin ("/x", never "//host" or "/\host"), otherwise empty.
[[nodiscard]] std::string own_path(std::string_view path);

// True where a form may be posted to `url`: http, https, or the private-use scheme of a native app, which
// contains a dot [RFC8252 §7.1]. So never "javascript:" or "data:".
[[nodiscard]] bool is_form_target(std::string_view url);

// The host that a person knows `url` by, with its port where one is written; for a URL without a host, its
// scheme.
[[nodiscard]] std::string host_of(std::string_view url);

}  // namespace signet::pages
