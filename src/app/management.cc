#include "app/management.h"

namespace signet::app {
namespace {

web::Response text(int status, std::string body, std::string_view type = "text/plain; charset=utf-8") {
  web::Response response;
  response.status = status;
  response.add("Content-Type", type);
  response.add("Cache-Control", "no-store");
  response.add("X-Content-Type-Options", "nosniff");
  response.body = std::move(body);
  return response;
}

web::Response verdict(bool good, std::string_view otherwise) {
  return good ? text(200, "ok\n") : text(503, std::string(otherwise) + "\n");
}

web::Route probe(std::string name, web::Handler handler) {
  const std::string path = "/" + name;
  return {std::move(name), path, {{web::Method::get, {std::move(handler)}}}};
}

}  // namespace

std::vector<web::Route> management_routes(Health health, std::function<std::string()> metrics) {
  const auto ready = [probe_ready = health.ready](const web::Request&) { return verdict(probe_ready(), "not ready"); };
  return {
      probe("livez", [](const web::Request&) { return text(200, "ok\n"); }),
      probe("startupz", [started = health.started](const web::Request&) { return verdict(started(), "starting"); }),
      probe("readyz", ready),
      probe("healthz", ready),
      probe("metrics", [render = std::move(metrics)](const web::Request&) { return text(200, render(), "text/plain; version=0.0.4; charset=utf-8"); }),
  };
}

web::Response management_error(int status, const web::Request&) {
  return text(status, status == 404 ? "not found; try /livez, /readyz, /startupz, /metrics\n" : "error\n");
}

}  // namespace signet::app
