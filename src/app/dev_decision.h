// /dev/ciba: decides in the person's place about what a client asked for by the back channel, so that a test suite needs nobody who
// reads mail. Only for a server of one laptop.
#pragma once

#include <string>

#include "app/provider.h"
#include "web/route_table.h"

namespace signet::app {

// GET `path`?auth_req_id=…&action=allow|deny: 204; 400 for another action; 404 where nothing waits under that id, or no more.
[[nodiscard]] web::Route dev_decision_route(Provider& provider, std::string path);

}  // namespace signet::app
