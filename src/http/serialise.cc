#include "http/serialise.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "http/octets.h"

namespace signet::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 29> kPhrases{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

std::string_view phrase_of(int status) {
  for (const auto& [known, phrase] : kPhrases) {
    if (known == status) {
      return phrase;
    }
  }
  return "Unknown";  // the phrase means nothing to a program, but its place must not be empty
}

constexpr std::array<std::string_view, 6> kOfTheConnection{"Connection", "Content-Length",    "Date",
                                                           "Keep-Alive", "Transfer-Encoding", "X-Request-Id"};

bool belongs_to_connection(std::string_view name) {
  return std::any_of(kOfTheConnection.begin(), kOfTheConnection.end(),
                     [&](std::string_view own) { return ascii_iequals(name, own); });
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

Expected<std::string, std::string_view> serialise(const web::Response& response, const Envelope& envelope) {
  if (response.status < 200 || response.status > 599) {
    return unexpected(std::string_view("the status is not a final one"));
  }
  const bool bodyless = response.status == 204 || response.status == 304;
  std::string bytes;
  bytes.reserve(512 + response.body.size());
  bytes.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
  bytes.append(phrase_of(response.status)).append("\r\n");
  for (const web::Header& field : response.headers) {
    if (!is_token(field.name) || !all_of(field.value, is_field_octet)) {
      return unexpected(std::string_view("a header would split the response"));
    }
    if (!belongs_to_connection(field.name)) {
      append_field(bytes, field.name, field.value);
    }
  }
  append_field(bytes, "Date", http_date(envelope.now));
  if (!envelope.request_id.empty()) {
    append_field(bytes, "X-Request-Id", envelope.request_id);
  }
  if (!bodyless) {
    append_field(bytes, "Content-Length", std::to_string(response.body.size()));
  }
  if (envelope.close) {
    append_field(bytes, "Connection", "close");
  } else if (envelope.to_http_1_0) {
    append_field(bytes, "Connection", "keep-alive");
  }
  bytes.append("\r\n");
  if (bytes.size() + response.body.size() > kLargestResponse) {
    return unexpected(std::string_view("the response is larger than a send buffer"));
  }
  if (!bodyless && !envelope.to_head) {
    bytes.append(response.body);
  }
  return bytes;
}

web::Response bare_response(int status) {
  web::Response response;
  response.status = status;
  response.add("Content-Type", "text/plain; charset=utf-8");
  response.add("X-Content-Type-Options", "nosniff");
  response.add("Cache-Control", "no-store");
  response.body = std::string(phrase_of(status)) + "\n";
  return response;
}

std::string http_date(Time now) {
  using namespace std::chrono;
  constexpr std::array<std::string_view, 7> kDays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(now);
  const year_month_day date(day);
  const hh_mm_ss time(floor<seconds>(now) - day);
  std::string text = "Xxx, 00 Xxx 0000 00:00:00 GMT";
  const auto digits = [&](std::size_t at, std::size_t width, auto value) {
    for (auto rest = static_cast<unsigned long>(value); width > 0; rest /= 10) {
      text[at + --width] = static_cast<char>('0' + rest % 10);
    }
  };
  text.replace(0, 3, kDays[weekday(day).c_encoding()]);
  digits(5, 2, static_cast<unsigned>(date.day()));
  text.replace(8, 3, kMonths[static_cast<unsigned>(date.month()) - 1]);
  digits(12, 4, static_cast<int>(date.year()));
  digits(17, 2, time.hours().count());
  digits(20, 2, time.minutes().count());
  digits(23, 2, time.seconds().count());
  return text;
}

}  // namespace signet::http
