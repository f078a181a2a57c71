#include "http/client_certificate.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/text.h"

namespace signet::http {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
// Where there is no certificate, Caddy leaves its placeholder as it stands in the configuration that docs/fapi.md shows.
constexpr std::string_view kCaddyHasNone = ":{http.request.tls.client.certificate_der_base64}:";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

constexpr std::string_view kWhiteSpace = " \t\r\n";

int hex_digit(char c) {
  return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// nginx escapes; '+' is base64's own and stays.
std::optional<std::string> unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      return std::nullopt;
    }
    plain += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return plain;
}

}  // namespace

std::optional<std::string> certificate_in_header(std::string_view text) {
  text = trim(text);
  if (text.empty() || text == "::" || text == "(null)" || text == kCaddyHasNone) {  // "(null)" is Apache's
    return std::string();
  }
  if (text.size() > 2 && text.front() == ':' && text.back() == ':') {
    return base64_decode(text.substr(1, text.size() - 2));
  }
  auto plain = unescaped(text);
  if (!plain || !plain->starts_with(kBegin)) {
    return base64_decode(text);
  }
  const std::size_t end = plain->find(kEnd);
  if (end == std::string::npos || plain->find_first_not_of(kWhiteSpace, end + kEnd.size()) != std::string::npos) {
    return std::nullopt;
  }
  std::string body = plain->substr(kBegin.size(), end - kBegin.size());
  std::erase_if(body, [](char c) { return kWhiteSpace.find(c) != std::string_view::npos; });
  return base64_decode(body);
}

}  // namespace signet::http
