#include "endpoints/par.h"

#include "authorization/return_address.h"
#include "endpoints/form_body.h"
#include "endpoints/render.h"
#include "endpoints/token.h"

namespace signet::endpoints {
namespace {

using protocol::Error;
using protocol::fail;
using protocol::Form;
using protocol::Reason;

// In a public client's name anybody can push, so there each source has a share of its own.
std::string bucket(const clients::Client& client, const web::Request& request) {
  return client.is_public() ? client.client_id + ' ' + limits::source_of(request.remote_address) : client.client_id;
}

web::Response too_many(Seconds retry_after, const web::Request& request) {
  web::Response response = oauth_error(Error{Reason::client_rate_limited, ""}, request);
  response.status = 429;  // [RFC9126 §2.3]
  response.set("Retry-After", std::to_string(retry_after.count()));
  return response;
}

}  // namespace

web::Response ParEndpoint::operator()(const web::Request& request) const {
  auto form = form_body(request);
  if (!form) {
    return oauth_error(form.error(), request);
  }
  const auto client = parts_.authenticator.authenticate(credentials(request, *form), request.now);
  if (!client) {
    return oauth_error(client.error(), request);
  }
  web::Response response = push(*client, *std::move(form), request);
  response.trail.client_id = (*client)->client_id;
  parts_.possession.add_nonce(response, request);
  return response;
}

web::Response ParEndpoint::push(const clients::AuthenticatedClient& client, Form form, const web::Request& request) const {
  if (const auto taken = parts_.limiter.take(bucket(client.client(), request), request.now); !taken) {
    return too_many(taken.error(), request);
  }
  const auto key = parts_.proofs.key(request, "");
  if (!key) {
    return oauth_error(key.error(), request);
  }
  auto asked = judge(client.client(), std::move(form), request.now);
  if (!asked) {
    return oauth_error(asked.error(), request);
  }
  if (!key->empty()) {
    // A proof here says by which key the code will be redeemed; whoever says it twice says the same [RFC9449 §10.1].
    if (!asked->dpop_jkt.empty() && asked->dpop_jkt != *key) {
      return oauth_error(Error{Reason::dpop_jkt_mismatch, ""}, request);
    }
    asked->dpop_jkt = *key;
  }
  const auto request_uri = parts_.pushed_requests.push(*asked, client.client(), request.now);
  if (!request_uri) {
    return too_many(authorization::kPushedRequestLifetime, request);
  }
  return json(201, {{"request_uri", *request_uri}, {"expires_in", authorization::kPushedRequestLifetime.count()}});
}

protocol::Result<authorization::Request> ParEndpoint::judge(const clients::Client& client, Form form, Time now) const {
  if (form.has("request_uri")) {
    return fail(Reason::request_uri_pushed);
  }
  // What proved who the client is belongs to this endpoint, not to the request [R-AZ-9]. A client_id that was sent is
  // the authenticated one; the authenticator has seen to that.
  for (const std::string_view proof : {"client_secret", "client_assertion", "client_assertion_type"}) {
    form.remove(proof);
  }
  form.set("client_id", client.client_id);

  const auto parameters = parts_.request_objects.resolve({std::move(form), {}, false}, now);  // from here on as at /authorize
  if (!parameters) {
    return unexpected(parameters.error());
  }
  const auto address = authorization::establish_return_address(*parameters, parts_.registry);
  if (!address) {
    return unexpected(address.error());
  }
  return authorization::parse_request(*parameters, *address, parts_.hints, parts_.resources);
}

}  // namespace signet::endpoints
