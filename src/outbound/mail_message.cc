#include "outbound/mail_message.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

#include "base/base64url.h"
#include "base/text.h"

namespace signet::outbound {
namespace {

constexpr std::size_t kWordBytes = 42;   // of an encoded word: 56 characters of base64, 68 with what is around them
constexpr std::size_t kLineBytes = 57;   // 76 characters of base64

// [RFC5322 §3.3], in UTC.
std::string date(Time now) {
  static constexpr std::array kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(now);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<Seconds>(now) - day);
  char text[48];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d +0000", kDays[std::chrono::weekday(day).c_encoding()],
                static_cast<unsigned>(date.day()), kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return text;
}

// As encoded words [RFC2047 §2], none of which cuts a character in two.
std::string encoded(std::string_view text) {
  std::string words;
  while (!text.empty()) {
    std::size_t end = std::min(text.size(), kWordBytes);
    while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
      --end;
    }
    words += (words.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + base64_encode(text.substr(0, end)) + "?=";
    text.remove_prefix(end);
  }
  return words;
}

std::string header_text(std::string text) {
  for (char& c : text) {
    c = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  constexpr std::size_t kFits = 60;
  return is_printable_ascii(text) && text.size() <= kFits ? text : encoded(text);
}

std::string part(std::string_view type, std::string_view content) {
  std::string crlf;
  for (const char c : content) {
    crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
  }
  std::string lines = "Content-Type: " + std::string(type) + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  for (std::size_t at = 0; at < crlf.size(); at += kLineBytes) {
    lines += base64_encode(std::string_view(crlf).substr(at, kLineBytes)) + "\r\n";
  }
  return lines;
}

}  // namespace

std::string mail_message(const std::string& from, const std::string& to, const MailContent& content, Time now, Random& random) {
  const std::string boundary = random_id(random, 24);
  const std::string domain = from.substr(from.find('@') + 1);
  return "Date: " + date(now) + "\r\nFrom: <" + from + ">\r\nTo: <" + to + ">\r\nMessage-ID: <" + random_id(random, 18) + "@" + domain +
         ">\r\nSubject: " + header_text(content.subject) +
         "\r\nAuto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n--" + boundary + "\r\n" +
         part("text/plain", content.text) + "\r\n--" + boundary + "\r\n" + part("text/html", content.html) + "\r\n--" + boundary + "--\r\n";
}

}  // namespace signet::outbound
