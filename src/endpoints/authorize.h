// GET and POST /oauth2/authorize [RFC6749 §3.1] [OIDC.Core §3.1.2].
#pragma once

#include "authorization/id_token_hint.h"
#include "authorization/request_object.h"
#include "clients/resources.h"
#include "endpoints/journey.h"

namespace signet::endpoints {

class AuthorizeEndpoint {
 public:
  // With `require_par` only what was pushed is answered; single clients may have registered so for themselves.
  AuthorizeEndpoint(const Journey& journey, const authorization::RequestObjects& request_objects, const authorization::IdTokenHints& hints,
                    const clients::Resources& resources, bool require_par)
      : journey_(journey), request_objects_(request_objects), hints_(hints), resources_(resources), require_par_(require_par) {}

  // Two phases, because errors have two destinations: until the return address is established they stay on our page,
  // afterwards they travel. With `t` alone it is the continuation of a transaction; with the request_uri of a pushed
  // request, that and client_id are all that counts [RFC9126 §4].
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response answer_pushed(const protocol::Form::Lenient& sent, const web::Request& request) const;
  [[nodiscard]] web::Response begin(const Journey::Open& open, const web::Request& request) const;

  const Journey& journey_;
  const authorization::RequestObjects& request_objects_;
  const authorization::IdTokenHints& hints_;
  const clients::Resources& resources_;
  bool require_par_;
};

}  // namespace signet::endpoints
