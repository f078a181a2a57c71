// /consent: what the client asks for, and the person's answer.
#pragma once

#include "authorization/session_store.h"
#include "endpoints/journey.h"

namespace signet::endpoints {

class ConsentEndpoint {
 public:
  ConsentEndpoint(const Journey& journey, authorization::ConsentStore& consents) : journey_(journey), consents_(consents) {}

  [[nodiscard]] web::Response show(const web::Request& request) const;
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  const Journey& journey_;
  authorization::ConsentStore& consents_;
};

}  // namespace signet::endpoints
