#include "config/issuer.h"

#include "base/text.h"
#include "web/url.h"

namespace signet::config {
namespace {

constexpr std::size_t kLongestIssuer = 255;  // it is part of every token and of every cookie's path

bool has_odd_segment(std::string_view path) {
  if (path.find("//") != std::string_view::npos) {
    return true;
  }
  for (const std::string_view segment : split(path, '/')) {
    if (segment == "." || segment == ".." || segment.find_first_of("%;") != std::string_view::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<std::string> issuer_problem(std::string_view issuer) {
  const auto url = web::parse_url(issuer);
  if (!url || url->host.empty() || issuer.size() > kLongestIssuer) {
    return "is not a URL; write for example https://id.example.com";
  }
  const bool https = url->scheme == "https";
  if (!https && url->scheme != "http") {
    return "must begin with https://";
  }
  if (!issuer.starts_with(url->scheme)) {
    return "must begin in lower case, " + url->scheme + "://";
  }
  if (!https && !web::is_loopback_literal(url->host) && url->host != "localhost") {
    return "must be https; http is for 127.0.0.1, [::1] and localhost only";
  }
  if (url->query || url->fragment || url->userinfo) {
    return "must have no query, fragment or user name; take them off";
  }
  if (ascii_lower(url->host) != url->host) {
    return "must have its host in lower case, as browsers write it";
  }
  if (url->port && *url->port == (https ? 443 : 80)) {
    return "must not name the default port, which browsers leave out; take it off";
  }
  if (has_odd_segment(url->path)) {
    return "must have a plain path, without empty or dot segments, escapes and semicolons";
  }
  return std::nullopt;
}

}  // namespace signet::config
