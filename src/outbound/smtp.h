// Handing one message to a mail server [RFC5321], over TLS.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"
#include "outbound/smtp_server.h"

namespace signet::outbound {

struct SmtpSettings {
  SmtpServer server;
  std::string user;  // empty: nobody logs in
  Secret password;
  std::string ca_file;  // PEM, trusted beside the system's roots; may be empty
  Milliseconds patience{20'000};  // for the whole of it
};

// Where it ended, in the order in which a message goes.
enum class SmtpStage { resolve, connect, tls, greeting, login, sender, recipient, message };
[[nodiscard]] std::string_view name_of(SmtpStage stage);

struct SmtpFailure {
  SmtpStage stage;
  std::string words;  // the server's last line, or libcurl's: for operators. It may name the recipient, so no log holds it.
  bool final = false;  // the server says that trying again is no use (5xx)
};

// Blocks, up to the patience. `from` and `to` are e-mail addresses, `message` has its header fields, its lines end with CRLF.
[[nodiscard]] Expected<void, SmtpFailure> send_mail(const SmtpSettings& settings, const std::string& from, const std::string& to,
                                                    const std::string& message);

}  // namespace signet::outbound
