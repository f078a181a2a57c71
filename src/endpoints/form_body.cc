#include "endpoints/form_body.h"

#include "base/text.h"

namespace signet::endpoints {

using protocol::fail;
using protocol::Reason;

protocol::Result<void> check_form_body(const web::Request& request) {
  if (request.count("Content-Encoding") != 0) {
    return fail(Reason::content_encoding);
  }
  if (!web::has_content_type(request, "application/x-www-form-urlencoded")) {
    return fail(Reason::wrong_content_type);
  }
  return {};
}

protocol::Result<protocol::Form> form_body(const web::Request& request) {
  if (auto checked = check_form_body(request); !checked) {
    return unexpected(std::move(checked.error()));
  }
  return protocol::Form::parse("", request.body);
}

bool is_same_origin_post(const web::Request& request, std::string_view our_origin) {
  if (request.count("Sec-Fetch-Site") != 0) {
    return request.header("Sec-Fetch-Site") == "same-origin";
  }
  if (request.count("Origin") == 0) {
    return true;
  }
  const auto origin = request.header("Origin");
  return origin && (*origin == "null" || *origin == our_origin);
}

}  // namespace signet::endpoints
