// The last move of every endpoint: a value becomes a response of the right standard.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "protocol/error.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

// JSON that no cache may keep [RFC6749 §5.1] [R-TK-4].
[[nodiscard]] web::Response json(int status, const Json& body);

// The same of JSON that is text already.
[[nodiscard]] web::Response json_text_response(int status, std::string text);

// A JWT that no cache may keep [OIDC.Core §5.3.2].
[[nodiscard]] web::Response jwt(const std::string& text);

// An error of the token endpoint and its siblings [RFC6749 §5.2]: 400, or 401 with a Basic challenge for
// invalid_client, 415 for a body that is not a form, 503 with Retry-After for temporarily_unavailable. Carries the reference as request_id.
[[nodiscard]] web::Response oauth_error(const protocol::Error& error, const web::Request& request);

// An error of a protected resource [RFC6750 §3]: 401, 403 for insufficient_scope, 400 for invalid_request; with the
// Bearer challenge, which names no error where no token was sent at all, and the `scope` that is needed where that is it; with the DPoP
// challenge where a proof is what is missing or wrong [RFC9449 §7.1].
[[nodiscard]] web::Response bearer_error(const protocol::Error& error, const web::Request& request, std::string_view scope = "openid");

// 303 after a POST, 302 after a GET; never a status that would repeat a body [R-AZ-6].
[[nodiscard]] web::Response redirect(const web::Request& request, std::string_view location);

// Notes the refusal for the log line.
void note(web::Response& response, const protocol::Error& error);

}  // namespace signet::endpoints
