#include "http/exchange.h"

#include "base/log.h"
#include "http/serialise.h"

namespace signet::http {

web::Response answer_to(const Service& service, const web::Request& request) noexcept {
  try {
    return service.routes.dispatch(request);
  } catch (...) {
    log::error("dispatch_threw", {{"request_id", request.request_id}});
    return bare_response(500);
  }
}

web::Response error_page(const Service& service, int status, const web::Request& request) noexcept {
  try {
    return service.routes.error(status, request);
  } catch (...) {
    log::error("error_page_threw", {{"request_id", request.request_id}});
    return bare_response(status);
  }
}

void report(const Service& service, const Exchange& exchange, const web::Response& response) noexcept {
  try {
    service.observer(exchange.request, response, service.monotonic() - exchange.begun);
  } catch (...) {
    log::error("observer_threw", {{"request_id", exchange.request.request_id}});
  }
}

}  // namespace signet::http
