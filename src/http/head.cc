#include "http/head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <system_error>

#include "base/text.h"
#include "http/octets.h"

namespace signet::http {
namespace {

tl::unexpected<Refusal> bad(std::string_view reason) { return unexpected(Refusal{400, reason}); }

// host[:port] [RFC3986 §3.2.2]. Nobody here believes a Host, but a proxy in front may route by it.
bool is_authority(std::string_view text) {
  std::string_view rest = text;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end < 3 || !all_of(text.substr(1, end - 1), is_ip_literal_octet)) {
      return false;
    }
    rest = text.substr(end + 1);
  } else {
    const std::size_t end = std::min(text.find(':'), text.size());
    if (end == 0 || !all_of(text.substr(0, end), is_host_octet)) {
      return false;
    }
    rest = text.substr(end);
  }
  return rest.empty() || (rest.front() == ':' && rest.size() <= 6 && all_of(rest.substr(1), is_digit));
}

// Reduces `http://host/path?query` to `/path?query` [RFC9112 §3.2.2]. False where it is not such a target.
bool strip_authority(std::string_view& target, std::string& path_of_its_own) {
  for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
    if (ascii_iequals(target.substr(0, scheme.size()), scheme)) {
      const std::string_view rest = target.substr(scheme.size());
      const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
      if (!is_authority(rest.substr(0, end))) {
        return false;
      }
      target = rest.substr(end);
      if (!target.starts_with('/')) {
        path_of_its_own = "/" + std::string(target);
        target = path_of_its_own;
      }
      return true;
    }
  }
  return false;
}

// Fields of which a second one is an attack or a mistake, never a list [S-H4].
constexpr std::array<std::string_view, 9> kSingle{"Host",          "Content-Length", "Transfer-Encoding",
                                                  "Authorization", "DPoP",           "Cookie",
                                                  "Content-Type",  "Origin",         "Expect"};

struct Known {
  std::array<std::optional<std::string_view>, kSingle.size()> values;
  bool close = false;
  bool keep_alive = false;

  [[nodiscard]] const std::optional<std::string_view>& operator[](std::string_view name) const {
    return values[static_cast<std::size_t>(std::find(kSingle.begin(), kSingle.end(), name) -
                                           kSingle.begin())];
  }
};

Expected<Known, Refusal> gather(const web::Headers& headers) {
  Known known;
  for (const web::Header& header : headers) {
    for (std::size_t i = 0; i < kSingle.size(); ++i) {
      if (ascii_iequals(header.name, kSingle[i])) {
        if (known.values[i]) {
          return bad("a field that must be single is repeated");
        }
        known.values[i] = header.value;
      }
    }
    if (ascii_iequals(header.name, "Connection")) {
      for (const std::string_view option : split(header.value, ',')) {
        known.close = known.close || ascii_iequals(trim(option), "close");
        known.keep_alive = known.keep_alive || ascii_iequals(trim(option), "keep-alive");
      }
    }
  }
  return known;
}

Expected<std::uint64_t, Refusal> parse_length(std::string_view text) {
  if (text.empty() || !all_of(text, is_digit)) {
    return bad("Content-Length is not digits");
  }
  std::uint64_t length = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), length).ec != std::errc()) {
    return unexpected(Refusal{413, "Content-Length is beyond 64 bits"});
  }
  return length;
}

}  // namespace

Expected<RequestLine, Refusal> parse_request_line(std::string_view line, std::size_t longest_target) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) {
    return bad("the request line has no three parts");
  }
  const std::string_view method = line.substr(0, first);
  const std::string_view version = line.substr(last + 1);
  std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.size() > longest_target) {
    return unexpected(Refusal{414, "the target is too long"});
  }
  if (!is_token(method)) {
    return bad("the method is no token");
  }
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    return version.starts_with("HTTP/") ? unexpected(Refusal{505, "the version is neither 1.0 nor 1.1"})
                                        : bad("the version is malformed");
  }
  if (method == "CONNECT") {
    return unexpected(Refusal{501, "CONNECT"});
  }
  std::string own;
  if (!target.starts_with('/') && !strip_authority(target, own)) {
    // Includes `*`: nothing here is asked of the server as a whole.
    return bad("the target is neither a path nor an absolute URI");
  }
  const std::size_t mark = std::min(target.find('?'), target.size());
  const std::string_view path = target.substr(0, mark);
  const std::string_view query = target.substr(std::min(mark + 1, target.size()));
  if (!all_of(path, is_path_octet) || !all_of(query, is_query_octet)) {  // [S-H15]
    return bad("the target has an octet that it may not have");
  }
  return RequestLine{web::method_of(method), std::string(path), std::string(query), version == "HTTP/1.0"};
}

Expected<web::Header, Refusal> parse_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) {
    return bad("a field line has no colon");
  }
  const std::string_view name = line.substr(0, colon);
  if (!is_token(name)) {  // also a continuation line, and a space before the colon [RFC9112 §5.1, §5.2]
    return bad("a field name is no token");
  }
  const std::string_view value = trim(line.substr(colon + 1));
  if (!all_of(value, is_field_octet)) {
    return bad("a field value has a control");
  }
  if (!all_of(value, is_ascii) && !is_clean_text(value)) {
    return bad("a field value is not UTF-8");
  }
  return web::Header{std::string(name), std::string(value)};
}

Expected<Delimitation, Refusal> judge_fields(const web::Headers& headers, bool http_1_0) {
  const auto known = gather(headers);
  if (!known) {
    return unexpected(known.error());
  }
  const auto& host = (*known)["Host"];
  if (host ? !is_authority(*host) : !http_1_0) {
    return bad("Host is absent or malformed");
  }
  Delimitation result;
  const auto& coding = (*known)["Transfer-Encoding"];
  const auto& length = (*known)["Content-Length"];
  if (coding) {
    if (length || http_1_0) {  // the classic of request smuggling [RFC9112 §6.1]
      return bad("Transfer-Encoding beside Content-Length or in HTTP/1.0");
    }
    if (!ascii_iequals(*coding, "chunked")) {
      return unexpected(Refusal{501, "a transfer coding other than chunked"});
    }
    result.chunked = true;
  } else if (length) {
    const auto parsed = parse_length(*length);
    if (!parsed) {
      return unexpected(parsed.error());
    }
    result.length = *parsed;
  }
  if (const auto& expect = (*known)["Expect"]) {
    if (!ascii_iequals(*expect, "100-continue")) {
      return unexpected(Refusal{417, "an unknown expectation"});
    }
    result.expects_continue = !http_1_0 && (result.chunked || result.length > 0);
  }
  result.keep_alive = !known->close && (!http_1_0 || known->keep_alive);
  return result;
}

}  // namespace signet::http
