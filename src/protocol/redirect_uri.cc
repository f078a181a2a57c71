#include "protocol/redirect_uri.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "web/url.h"

namespace signet::protocol {
namespace {

constexpr std::size_t kLongest = 2000;
constexpr std::array<std::string_view, 9> kDangerousSchemes{"javascript", "data", "vbscript", "file", "blob",
                                                            "about",      "ws",   "wss",      "ftp"};

bool is_host_name(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
}

// The URI without its port, for comparing loopback redirects. Only called for URIs that parse.
std::string without_port(std::string_view uri, const web::Url& url) {
  if (!url.port) {
    return std::string(uri);
  }
  const std::string host_and_port = "//" + url.host + ":" + std::to_string(*url.port);
  std::string result(uri);
  const std::size_t at = result.find(host_and_port);
  if (at == std::string::npos) {
    return result;  // a port written with leading zeros: left as it is, so it matches only itself
  }
  return result.replace(at, host_and_port.size(), "//" + url.host);
}

bool port_may_differ(const web::Url& url, ApplicationType type) {
  return url.scheme == "http" && (web::is_loopback_literal(url.host) || (type == ApplicationType::native && url.host == "localhost"));
}

}  // namespace

std::optional<std::string> redirect_uri_fault(std::string_view uri, ApplicationType type) {
  if (uri.size() > kLongest) {
    return "it is longer than 2000 bytes";
  }
  const auto url = web::parse_url(uri);
  if (!url) {
    return "it is not an absolute URI in ASCII (write international hosts in punycode)";
  }
  if (url->fragment) {
    return "it has a fragment (even an empty '#' is one)";
  }
  if (url->userinfo) {
    return "it has a user name before the host";
  }
  if (std::find(kDangerousSchemes.begin(), kDangerousSchemes.end(), url->scheme) != kDangerousSchemes.end()) {
    return "its scheme is never safe for redirects";
  }
  if (url->scheme == "https" || url->scheme == "http") {
    if (!is_host_name(url->host) && !url->host.starts_with('[')) {
      return "it has no valid host";
    }
    const bool loopback = web::is_loopback_literal(url->host) || (type == ApplicationType::native && url->host == "localhost");
    if (url->scheme == "http" && !loopback) {
      return "http is accepted only for 127.0.0.1 and [::1] (and localhost for application_type native); use https";
    }
    return std::nullopt;
  }
  if (type != ApplicationType::native) {
    return "a private-use scheme needs application_type native";
  }
  if (url->scheme.find('.') == std::string::npos) {
    return "a private-use scheme must be a reversed domain name with a dot, such as com.example.app";
  }
  return std::nullopt;
}

bool redirect_uri_matches(std::string_view registered, std::string_view presented, ApplicationType type) {
  if (registered == presented) {
    return true;
  }
  const auto ours = web::parse_url(registered);
  const auto theirs = web::parse_url(presented);
  if (!ours || !theirs || theirs->userinfo || theirs->fragment || !port_may_differ(*ours, type)) {
    return false;
  }
  return without_port(registered, *ours) == without_port(presented, *theirs);
}

}  // namespace signet::protocol
