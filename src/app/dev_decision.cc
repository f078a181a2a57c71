#include "app/dev_decision.h"

#include "protocol/capabilities.h"
#include "protocol/form.h"
#include "tokens/authorization.h"

namespace signet::app {
namespace {

web::Response decide(Provider& provider, const web::Request& request) {
  const auto parameters = protocol::Form::parse_lenient(request.query);
  const std::string request_id = tokens::DeviceCodes::request_id(parameters.form.get_or_empty("auth_req_id"));
  const auto action = parameters.form.get_or_empty("action");
  web::Response response;
  response.status = 204;
  const auto& device_codes = provider.device_codes();
  const auto waiting = device_codes.find(request_id, request.now);
  if (action != "allow" && action != "deny") {
    response.status = 400;
  } else if (!waiting) {
    response.status = 404;
  } else if (action == "deny") {
    device_codes.deny(request_id, request.now);
  } else {
    tokens::Authorization authorization;
    authorization.client_id = waiting->client_id;
    authorization.sub = waiting->sub;
    authorization.scope = waiting->scope;
    authorization.auth_time = request.now;
    authorization.auth_time_required = true;
    authorization.acr = protocol::kAcrValues.front();
    response.status = device_codes.approve(request_id, authorization, request.now) ? 204 : 404;
  }
  provider.decided().ring();
  return response;
}

}  // namespace

web::Route dev_decision_route(Provider& provider, std::string path) {
  return {"dev_decision", std::move(path), {{web::Method::get, {[&provider](const web::Request& request) { return decide(provider, request); }}}}};
}

}  // namespace signet::app
