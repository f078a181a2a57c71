// Where mail is handed over, and whom it can be for: values, nothing that connects.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace signet::outbound {

// "smtp://host[:587]": plain at first, STARTTLS before anything is said; to 127.0.0.1 and [::1] without TLS where the server offers
// none. "smtps://host[:465]": TLS from the first byte [RFC8314]. nullopt for whatever else.
struct SmtpServer {
  std::string scheme;
  std::string host;
  int port = 0;

  [[nodiscard]] bool is_loopback() const;
  [[nodiscard]] std::string text() const;
};
[[nodiscard]] std::optional<SmtpServer> parse_smtp_url(std::string_view url);

// What can stand between < and > of an SMTP command: printable ASCII with one @ inside, without brackets, quotes and blanks.
[[nodiscard]] bool is_mail_address(std::string_view text);

}  // namespace signet::outbound
