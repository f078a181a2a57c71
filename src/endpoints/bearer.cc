#include "endpoints/bearer.h"

#include <algorithm>

#include "base/text.h"
#include "endpoints/form_body.h"

namespace signet::endpoints {
namespace {

using protocol::fail;
using protocol::Reason;

// b64token [RFC6750 §2.1]
bool is_b64token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("-._~+/=").find(c) != std::string_view::npos;
  });
}

}  // namespace

protocol::Result<PresentedToken> presented_token(const web::Request& request) {
  if (protocol::Form::parse_lenient(request.query).form.has("access_token")) {
    return fail(Reason::access_token_in_query);
  }
  std::string from_body;
  if (request.method == web::Method::post && !request.body.empty()) {
    const auto form = form_body(request);
    if (!form) {
      return unexpected(form.error());
    }
    from_body = std::string(form->get_or_empty("access_token"));
  }
  if (!from_body.empty()) {
    return request.count("Authorization") == 0 ? protocol::Result<PresentedToken>(PresentedToken{std::move(from_body)}) : fail(Reason::access_token_repeated);
  }
  return presented_header(request);
}

protocol::Result<PresentedToken> presented_header(const web::Request& request) {
  const std::size_t headers = request.count("Authorization");
  if (headers != 1) {
    return fail(headers == 0 ? Reason::access_token_missing : Reason::access_token_repeated);
  }
  const std::string_view header = *request.header("Authorization");
  const std::size_t space = header.find(' ');
  const std::string_view scheme = header.substr(0, std::min(space, header.size()));
  const bool as_dpop = ascii_iequals(scheme, "DPoP");
  if (space == std::string_view::npos || (!as_dpop && !ascii_iequals(scheme, "Bearer"))) {
    return fail(Reason::access_token_missing, "another scheme than Bearer or DPoP");
  }
  const std::string_view token = header.substr(space + 1);
  return is_b64token(token) ? protocol::Result<PresentedToken>(PresentedToken{std::string(token), as_dpop}) : fail(Reason::access_token_malformed);
}

protocol::Result<std::string> bearer_header(const web::Request& request) {
  auto presented = presented_header(request);
  if (presented && presented->as_dpop) {
    return fail(Reason::access_token_missing, "another scheme than Bearer");
  }
  return presented ? protocol::Result<std::string>(std::move(presented->text)) : unexpected(std::move(presented.error()));
}

}  // namespace signet::endpoints
