#include "web/url.h"

#include <algorithm>

#include "base/text.h"

namespace signet::web {
namespace {

bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_unreserved(char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

int hex_value(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool has_only_uri_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) {
        return false;
      }
    } else if (c <= 0x20 || c >= 0x7F || std::string_view("\"\\<>^`{|}").find(c) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool is_scheme(std::string_view text) {
  return !text.empty() && is_alpha(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; });
}

bool is_ipv6_literal(std::string_view host) {
  return host.size() > 2 && host.front() == '[' && host.back() == ']' &&
         std::all_of(host.begin() + 1, host.end() - 1, [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; });
}

// "userinfo@host:port"; false where host or port is not one.
bool parse_authority(std::string_view text, Url& url) {
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    url.userinfo = std::string(text.substr(0, at));
    text.remove_prefix(at + 1);
  }
  std::size_t end = text.size();
  if (text.starts_with('[')) {
    end = text.find(']');
    if (end == std::string_view::npos) {
      return false;
    }
    ++end;
  } else {
    end = std::min(text.find(':'), text.size());
  }
  url.host = std::string(text.substr(0, end));
  if (url.host.starts_with('[') ? !is_ipv6_literal(url.host) : url.host.find_first_of("[]") != std::string::npos) {
    return false;
  }
  text.remove_prefix(end);
  if (text.empty()) {
    return true;
  }
  const auto port = parse_digits(text.substr(1));
  if (text.front() != ':' || !port || *port < 1 || *port > 65535) {
    return false;
  }
  url.port = static_cast<int>(*port);
  return true;
}

std::string encode(std::string_view text, bool form) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size() + 16);
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
    } else if (form && c == ' ') {
      result += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += '%';
      result += kHex[byte >> 4];
      result += kHex[byte & 15];
    }
  }
  return result;
}

}  // namespace

std::string Url::origin() const {
  std::string result = scheme + "://" + ascii_lower(host);
  const bool is_default = !port || (scheme == "https" && *port == 443) || (scheme == "http" && *port == 80);
  return is_default ? result : result + ":" + std::to_string(*port);
}

std::optional<Url> parse_url(std::string_view text) {
  if (!has_only_uri_characters(text)) {
    return std::nullopt;
  }
  Url url;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !is_scheme(text.substr(0, colon))) {
    return std::nullopt;
  }
  url.scheme = ascii_lower(text.substr(0, colon));
  std::string_view rest = text.substr(colon + 1);
  if (const std::size_t hash = rest.find('#'); hash != std::string_view::npos) {
    url.fragment = std::string(rest.substr(hash + 1));
    rest = rest.substr(0, hash);
  }
  if (const std::size_t mark = rest.find('?'); mark != std::string_view::npos) {
    url.query = std::string(rest.substr(mark + 1));
    rest = rest.substr(0, mark);
  }
  if (rest.starts_with("//")) {
    rest.remove_prefix(2);
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    if (!parse_authority(rest.substr(0, slash), url)) {
      return std::nullopt;
    }
    rest.remove_prefix(slash);
  }
  if (rest.find_first_of("[]") != std::string_view::npos) {
    return std::nullopt;
  }
  url.path = std::string(rest);
  return url;
}

bool is_loopback_literal(std::string_view host) { return host == "127.0.0.1" || host == "[::1]"; }

std::string percent_encode(std::string_view text) { return encode(text, false); }
std::string form_encode(std::string_view text) { return encode(text, true); }

std::optional<std::string> form_decode(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      result += ' ';
    } else if (text[i] != '%') {
      result += text[i];
    } else {
      if (i + 2 >= text.size() || hex_value(text[i + 1]) < 0 || hex_value(text[i + 2]) < 0) {
        return std::nullopt;
      }
      result += static_cast<char>(hex_value(text[i + 1]) << 4 | hex_value(text[i + 2]));
      i += 2;
    }
  }
  return result;
}

std::optional<Pairs> parse_form(std::string_view text) {
  Pairs pairs;
  for (const std::string_view piece : split(text, '&')) {
    const std::size_t equals = piece.find('=');
    auto name = form_decode(piece.substr(0, equals));
    auto value = form_decode(equals == std::string_view::npos ? std::string_view() : piece.substr(equals + 1));
    if (!name || !value) {
      return std::nullopt;
    }
    pairs.emplace_back(std::move(*name), std::move(*value));
  }
  return pairs;
}

std::string to_form(const Pairs& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) {
      text += '&';
    }
    text += form_encode(name) + '=' + form_encode(value);
  }
  return text;
}

std::string append_query(std::string_view uri, const Pairs& pairs) {
  std::string result(uri);
  if (pairs.empty()) {
    return result;
  }
  const std::size_t mark = result.find('?');
  if (mark == std::string::npos) {
    result += '?';
  } else if (mark + 1 != result.size() && result.back() != '&') {
    result += '&';
  }
  return result + to_form(pairs);
}

std::string with_fragment(std::string_view uri, const Pairs& pairs) { return std::string(uri) + '#' + to_form(pairs); }

}  // namespace signet::web
