// /account: with `t`, continue as the person who is signed in, or as somebody else (prompt=select_account); without, the
// person's own account.
#pragma once

#include "endpoints/journey.h"
#include "endpoints/own_account.h"

namespace signet::endpoints {

class AccountEndpoint {
 public:
  AccountEndpoint(const Journey& journey, OwnAccount own_account) : journey_(journey), own_account_(std::move(own_account)) {}

  [[nodiscard]] web::Response show(const web::Request& request) const;
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  const Journey& journey_;
  OwnAccount own_account_;
};

}  // namespace signet::endpoints
