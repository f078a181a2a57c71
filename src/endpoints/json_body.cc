#include "endpoints/json_body.h"

namespace signet::endpoints {

using protocol::fail;
using protocol::Reason;

protocol::Result<std::optional<Json>> json_body(const web::Request& request) {
  if (request.count("Content-Encoding") != 0) {
    return fail(Reason::content_encoding);
  }
  if (!web::has_content_type(request, "application/json")) {
    return fail(Reason::wrong_json_content_type);
  }
  return parse_json_object(request.body);
}

}  // namespace signet::endpoints
