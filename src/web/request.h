// A request as a plain value: framed and bounded by the front door, not yet interpreted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "web/header.h"

namespace signet::web {

enum class Method { get, head, post, put, patch, delete_, options, other };

[[nodiscard]] std::string_view name_of(Method method);
// Exact, case-sensitive [RFC9110 §9.1]; anything unknown is `other`.
[[nodiscard]] Method method_of(std::string_view name);

struct Request {
  Method method = Method::get;
  std::string path;   // as on the wire, not decoded, begins with '/'
  std::string query;  // as on the wire, without '?'
  Headers headers;
  std::string body;
  std::string client_certificate;  // that the client has shown by TLS, to us or to a trusted proxy: DER; empty: none
  std::string remote_address;  // of the client, after trusted proxies; textual, without port
  std::string request_id;
  Time now;

  [[nodiscard]] std::size_t count(std::string_view name) const { return web::count(headers, name); }
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const { return web::only(headers, name); }
};

// True where the body's media type is `type`; parameters are ignored, except that a charset other than UTF-8 is a
// mismatch [R-HT-6].
[[nodiscard]] bool has_content_type(const Request& request, std::string_view type);

}  // namespace signet::web
