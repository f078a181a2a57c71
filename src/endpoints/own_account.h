// /account of a person who came by themselves: which apps can reach something of theirs, and the way to end it [R-CO-3].
#pragma once

#include <optional>
#include <string>

#include "endpoints/form_guard.h"
#include "endpoints/journey.h"
#include "tokens/revocations.h"

namespace signet::endpoints {

class OwnAccount {
 public:
  OwnAccount(const Journey& journey, authorization::ConsentStore& consents, const FormGuard& guard, tokens::Revocations& revocations,
             bool mail);

  // The list, or, with `app`, one of them. Somebody who is not signed in does that first.
  [[nodiscard]] web::Response show(const web::Request& request) const;

  // Withdraws: what the app was allowed is forgotten, and its tokens are refused from now on [R-RT-9].
  [[nodiscard]] web::Response submit(const web::Request& request) const;

 private:
  [[nodiscard]] web::Response list(const authorization::SessionView& view, const web::Request& request) const;
  [[nodiscard]] web::Response app(const authorization::SessionView& view, const std::string& client_id, const web::Request& request) const;
  [[nodiscard]] pages::ClientOnPage client_on_page(const std::string& client_id, Time now) const;
  [[nodiscard]] std::string url(std::string_view path) const;

  const Journey& journey_;
  authorization::ConsentStore& consents_;
  const FormGuard& guard_;
  tokens::Revocations& revocations_;
  bool mail_;  // messages can be sent
  std::string origin_;
};

}  // namespace signet::endpoints
