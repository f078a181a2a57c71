// The first move of every endpoint that takes a form.
#pragma once

#include "protocol/form.h"
#include "web/request.h"

namespace signet::endpoints {

// The parameters of a POST body: application/x-www-form-urlencoded, UTF-8, not compressed [R-HT-6] [R-DOS-7]. What
// stands in the URL is not read, so a secret cannot travel there [R-HT-5].
[[nodiscard]] protocol::Result<protocol::Form> form_body(const web::Request& request);

// The same checks, without the parse: for endpoints that must look at the parameters leniently.
[[nodiscard]] protocol::Result<void> check_form_body(const web::Request& request);

// Whether a form POST comes from our own pages: Sec-Fetch-Site, where a browser sends it, is same-origin; otherwise
// Origin, if present and not "null", is ours. The absence of both is no error [R-LG-1] [PG-12].
[[nodiscard]] bool is_same_origin_post(const web::Request& request, std::string_view our_origin);

}  // namespace signet::endpoints
