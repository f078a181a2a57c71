// URLs: one parser for all of them, and percent- and form-encoding, each decoded exactly once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace signet::web {

// An absolute URI, taken apart but not changed: no normalisation, so a comparison stays a comparison of bytes.
struct Url {
  std::string scheme;                   // lower-cased
  std::optional<std::string> userinfo;  // present even if empty ("https://@host")
  std::string host;                     // as written; IPv6 with its brackets; empty where there is no authority
  std::optional<int> port;              // 1..65535 as written
  std::string path;
  std::optional<std::string> query;
  std::optional<std::string> fragment;  // present even if empty ("...#")

  // scheme://host[:port] as browsers serialise an origin; default ports left out, host lower-cased.
  [[nodiscard]] std::string origin() const;
};

// Strict [RFC3986]: printable ASCII without spaces, quotes, backslash, <, >, ^, `, {, |, }; a scheme; well-formed
// percent escapes; digits as port. nullopt otherwise. "com.example.app:/x" has no authority and an empty host.
[[nodiscard]] std::optional<Url> parse_url(std::string_view text);

// 127.0.0.1 or [::1] as literals: the only hosts that RFC 8252 calls loopback. Not "localhost" [R-AZ-2].
[[nodiscard]] bool is_loopback_literal(std::string_view host);

// %XX of everything outside RFC 3986 "unreserved".
[[nodiscard]] std::string percent_encode(std::string_view text);

// application/x-www-form-urlencoded. Decoding refuses a malformed '%' [R-HT-3]; '+' is a space.
[[nodiscard]] std::string form_encode(std::string_view text);
[[nodiscard]] std::optional<std::string> form_decode(std::string_view text);

using Pairs = std::vector<std::pair<std::string, std::string>>;

// All pairs in order, names and values decoded; repeats are kept. nullopt on a malformed escape.
[[nodiscard]] std::optional<Pairs> parse_form(std::string_view text);
[[nodiscard]] std::string to_form(const Pairs& pairs);

// `uri` with the pairs appended to its query; what it already has stays as it is [AZ-05].
[[nodiscard]] std::string append_query(std::string_view uri, const Pairs& pairs);
// `uri`, which has no fragment, with the pairs as its fragment.
[[nodiscard]] std::string with_fragment(std::string_view uri, const Pairs& pairs);

}  // namespace signet::web
