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

  const Journey::Parts& parts = journey_.parts();
  auto address = authorization::establish_return_address(parameters, parts.registry);
  if (!address) {
    return journey_.error_page(address.error(), request);
  }
  auto asked = authorization::parse_request(parameters, *address, parts.issuer, *keys_.ring());
  if (!asked) {
    return journey_.refuse(*address, asked.error(), request);
  }
  const Journey::Open open{parts.transactions.begin(*std::move(asked), request.now), *std::move(address)};
  // [R-AZ-19] A cross-site POST arrives without the session cookie; a same-site GET will have it.
  return posted ? journey_.go_to("/oauth2/authorize", open, request) : journey_.proceed(open, request);
}

}  // namespace signet::endpoints
