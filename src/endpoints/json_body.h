// The first move of every endpoint that takes JSON.
#pragma once

#include "base/json.h"
#include "protocol/error.h"
#include "web/request.h"

namespace signet::endpoints {

// The one object of the body: application/json, UTF-8, not compressed, each member once [R-HT-6] [R-RG-3]. Nothing
// where the body is not such an object: what that means is the endpoint's to say.
[[nodiscard]] protocol::Result<std::optional<Json>> json_body(const web::Request& request);

}  // namespace signet::endpoints
