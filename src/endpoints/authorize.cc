#include "endpoints/authorize.h"

#include "authorization/request.h"
#include "endpoints/form_body.h"
#include "endpoints/render.h"

namespace signet::endpoints {

using protocol::Error;
using protocol::Reason;

web::Response AuthorizeEndpoint::operator()(const web::Request& request) const {
  const bool posted = request.method == web::Method::post;
  if (posted) {
    if (const auto checked = check_form_body(request); !checked) {
      return journey_.error_page(checked.error(), request);
    }
  }
  // Query and body together: a parameter may not hide in the other half [R-AZ-7].
  const auto parameters = protocol::Form::parse_lenient(request.query, request.body);
  if (!posted && parameters.form.has("t")) {
    const auto open = journey_.open(request, *parameters.form.get("t"));
    return open ? journey_.proceed(*open, request) : journey_.error_page(open.error(), request);
  }
  if (authorization::PushedRequests::is_named_in(parameters.form)) {
    return answer_pushed(parameters, request);
  }

  const Journey::Parts& parts = journey_.parts();
  const auto resolved = request_objects_.resolve(parameters, request.now);
  // Where the object says nothing that can be believed, its client hears so at the address of the plain parameters,
  // if that is one of its own [RO-03].
  auto address = authorization::establish_return_address(resolved ? *resolved : parameters, parts.registry);
  if (!address) {
    return journey_.error_page(address.error(), request);
  }
  if (!resolved) {
    return journey_.refuse(*address, resolved.error(), request);
  }
  if (require_par_ || address->client().require_pushed_authorization_requests) {
    return journey_.refuse(*address, Error{Reason::pushed_request_required, ""}, request);  // [R-PA-4]
  }
  auto asked = authorization::parse_request(*resolved, *address, hints_, resources_);
  if (!asked) {
    return journey_.refuse(*address, asked.error(), request);
  }
  return begin({parts.transactions.begin(*std::move(asked), request.now), *std::move(address)}, request);
}

web::Response AuthorizeEndpoint::answer_pushed(const protocol::Form::Lenient& sent, const web::Request& request) const {
  const Journey::Parts& parts = journey_.parts();
  auto visited = parts.pushed_requests.visit(sent, request.now);
  if (!visited) {
    return journey_.error_page(visited.error(), request);
  }
  auto address = authorization::restore_return_address(visited->request.return_to(), parts.registry);
  if (!address) {
    return journey_.error_page(address.error(), request);
  }
  return begin({parts.transactions.begin(std::move(visited->request), request.now, std::move(visited->id)), *std::move(address)},
               request);
}

// [R-AZ-19] A cross-site POST arrives without the session cookie; a same-site GET will have it.
web::Response AuthorizeEndpoint::begin(const Journey::Open& open, const web::Request& request) const {
  return request.method == web::Method::post ? journey_.go_to("/oauth2/authorize", open, request) : journey_.proceed(open, request);
}

}  // namespace signet::endpoints
