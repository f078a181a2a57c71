// /account: continue as the person who is signed in, or as somebody else (prompt=select_account).
#pragma once

#include "endpoints/journey.h"

namespace signet::endpoints {

class AccountEndpoint {
 public:
  explicit AccountEndpoint(const Journey& journey) : journey_(journey) {}

  [[nodiscard]] web::Response show(const web::Request& request) const;
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  const Journey& journey_;
};

}  // namespace signet::endpoints
