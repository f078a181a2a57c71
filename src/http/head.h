// The rules for the head of a request, line by line and then as a whole [RFC9112]; stricter than the RFC
// wherever two servers in a row could read the same bytes differently [R-HT-1].
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/refusal.h"
#include "web/header.h"
#include "web/request.h"

namespace signet::http {

struct RequestLine {
  web::Method method = web::Method::other;
  std::string path;   // begins with '/'; an absolute-form target has lost its scheme and authority
  std::string query;  // without '?'
  bool http_1_0 = false;
};

// `line` without its CRLF. 414 where the target is longer than `longest_target`, 505 for other versions
// than 1.0 and 1.1, 501 for CONNECT, 400 for everything else that is not exactly `method SP target SP
// version`.
[[nodiscard]] Expected<RequestLine, Refusal> parse_request_line(std::string_view line,
                                                                std::size_t longest_target);

// `line` without its CRLF. The value is trimmed. 400 for continuation lines, white space around the name,
// controls, and values that are not UTF-8 [S-D2].
[[nodiscard]] Expected<web::Header, Refusal> parse_field(std::string_view line);

// What all fields together say about the body and the connection.
struct Delimitation {
  bool chunked = false;
  std::uint64_t length = 0;  // of the body, where it is not chunked
  bool keep_alive = true;
  bool expects_continue = false;
};

// 400 unless there is one valid Host (HTTP/1.0 may have none), nothing that must be single is repeated
// [S-H4], and the body has one delimitation: Content-Length in digits, or exactly `chunked` [S-H5, S-H6]. 501
// for other codings, 413 for a length beyond 64 bits, 417 for an unknown expectation.
[[nodiscard]] Expected<Delimitation, Refusal> judge_fields(const web::Headers& headers, bool http_1_0);

}  // namespace signet::http
