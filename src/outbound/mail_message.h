// A message as it travels [RFC5322]: the same thing said as text and as HTML [RFC2046 §5.1.4].
#pragma once

#include <string>

#include "base/random.h"
#include "base/time.h"

namespace signet::outbound {

struct MailContent {
  std::string subject;  // UTF-8; line breaks in it become blanks
  std::string text;     // UTF-8, lines end with LF
  std::string html;
};

// Header fields in ASCII, both bodies in base64, every line of at most 78 characters ending with CRLF. Machines are asked not to answer
// [RFC3834]. `from` and `to` are e-mail addresses.
[[nodiscard]] std::string mail_message(const std::string& from, const std::string& to, const MailContent& content, Time now, Random& random);

}  // namespace signet::outbound
