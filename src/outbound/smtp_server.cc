#include "outbound/smtp_server.h"

#include "base/text.h"
#include "web/url.h"

namespace signet::outbound {

bool SmtpServer::is_loopback() const { return web::is_loopback_literal(host); }

std::string SmtpServer::text() const { return scheme + "://" + host + ":" + std::to_string(port); }

std::optional<SmtpServer> parse_smtp_url(std::string_view url) {
  const auto parsed = web::parse_url(url);
  const bool plain_first = parsed && parsed->scheme == "smtp";
  if (!parsed || !(plain_first || parsed->scheme == "smtps") || parsed->host.empty() || parsed->userinfo || parsed->query || parsed->fragment ||
      !(parsed->path.empty() || parsed->path == "/")) {
    return std::nullopt;
  }
  return SmtpServer{parsed->scheme, parsed->host, parsed->port.value_or(plain_first ? 587 : 465)};
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.find('@');
  return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string_view::npos &&
         is_printable_ascii(text) && text.find_first_of(" <>\"(),:;\\") == std::string_view::npos && text.size() <= 254;
}

}  // namespace signet::outbound
