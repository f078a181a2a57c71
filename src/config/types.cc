#include "config/types.h"

#include <algorithm>

#include <arpa/inet.h>

#include "base/text.h"

namespace signet::config {
namespace {

constexpr int kHighestPort = 65535;

// 32 or 128 for an IP address as literal, 0 otherwise.
int address_bits(std::string_view text) {
  std::array<unsigned char, 16> bytes{};
  const std::string terminated(text);
  if (terminated.find('\0') != std::string::npos) {
    return 0;
  }
  if (inet_pton(AF_INET, terminated.c_str(), bytes.data()) == 1) {
    return 32;
  }
  return inet_pton(AF_INET6, terminated.c_str(), bytes.data()) == 1 ? 128 : 0;
}

struct HostAndPort {
  std::string_view host;  // IPv6 with its brackets
  int port;
};

std::optional<HostAndPort> split_port(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return std::nullopt;
  }
  const auto port = parse_digits(text.substr(colon + 1));
  if (!port || *port > kHighestPort) {
    return std::nullopt;
  }
  return HostAndPort{text.substr(0, colon), static_cast<int>(*port)};
}

bool is_bracketed_ipv6(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         address_bits(host.substr(1, host.size() - 2)) == 128;
}

bool is_host_name(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  });
}

}  // namespace

bool Address::is_loopback() const {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

std::string SecretUrl::without_password() const {
  const std::string_view url = value.reveal();
  const std::size_t authority = url.find("://");
  if (authority == std::string_view::npos) {
    return std::string(url);
  }
  std::string shown(url.substr(0, authority + 3));
  std::string_view rest = url.substr(authority + 3);
  // The last '@' of all: a password that holds an unescaped '@', '/' or '?' is hidden whole, at the price of
  // hiding more than needed where a parameter holds one.
  const std::size_t at = rest.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view userinfo = rest.substr(0, at);
    shown += userinfo.substr(0, userinfo.find(':'));
    shown += userinfo.find(':') == std::string_view::npos ? "@" : ":***@";
    rest.remove_prefix(at + 1);
  }
  // libpq reads a password from the query too.
  const std::size_t query = rest.find('?');
  shown += rest.substr(0, query);
  if (query != std::string_view::npos) {
    shown += '?';
    std::vector<std::string> parameters;
    for (const std::string_view parameter : split(rest.substr(query + 1), '&')) {
      parameters.emplace_back(parameter.find("password") == std::string_view::npos
                                  ? parameter
                                  : std::string(parameter.substr(0, parameter.find('='))) + "=***");
    }
    shown += join(parameters, "&");
  }
  return shown;
}

bool is_cidr(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return false;
  }
  const int bits = address_bits(text.substr(0, slash));
  const auto prefix = parse_digits(text.substr(slash + 1));
  return bits != 0 && prefix && *prefix <= bits;
}

bool is_host_and_port(std::string_view text) {
  const auto parts = split_port(text);
  return parts && parts->port != 0 && (is_bracketed_ipv6(parts->host) || is_host_name(parts->host));
}

bool is_host_or_domain(std::string_view text) {
  return is_bracketed_ipv6(text) || is_host_name(text.starts_with('.') ? text.substr(1) : text);
}

bool is_file_pair(std::string_view text) {
  const std::size_t colon = text.find(':');
  return colon != std::string_view::npos && colon > 0 && colon + 1 < text.size() && text.find(':', colon + 1) == std::string_view::npos;
}

bool is_scope_token(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F && c != '"' && c != '\\'; });
}

std::optional<Address> parse_address(std::string_view text) {
  const auto parts = split_port(text);
  if (!parts ||
      !(parts->host == "localhost" || address_bits(parts->host) == 32 || is_bracketed_ipv6(parts->host))) {
    return std::nullopt;
  }
  return Address{std::string(parts->host), parts->port};
}

}  // namespace signet::config
