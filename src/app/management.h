// The management port: health and metrics, for probes and scrapers; it knows no clients and no people.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "web/route_table.h"

namespace signet::app {

struct Health {
  std::function<bool()> started;  // the public port answers
  std::function<bool()> ready;    // the database answers, clocks agree, not draining; may take a moment
};

// /livez never touches the database, so that its outage restarts nobody; /readyz (and /healthz) does; /startupz; /metrics.
[[nodiscard]] std::vector<web::Route> management_routes(Health health, std::function<std::string()> metrics);

// What the management port answers to anything else.
[[nodiscard]] web::Response management_error(int status, const web::Request& request);

}  // namespace signet::app
