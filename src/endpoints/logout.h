// Signing out: /oauth2/logout [OIDC.RPLogout], the page /logout that asks the person, and /logged-out, which says who was
// told and loads what clients want loaded [OIDC.FrontChannel].
#pragma once

#include <functional>
#include <optional>

#include "authorization/logout.h"
#include "endpoints/journey.h"
#include "keys/key_manager.h"
#include "tokens/revocations.h"

namespace signet::endpoints {

class LogoutEndpoint {
 public:
  // `session_ended` is called after each end, when the deliveries to clients wait in the store: it must not block.
  LogoutEndpoint(const Journey& journey, const keys::KeyManager& keys, const authorization::Logouts& logouts,
                 tokens::Revocations& revocations, std::function<void()> session_ended)
      : journey_(journey), keys_(keys), logouts_(logouts), revocations_(revocations), session_ended_(std::move(session_ended)) {}

  // The end_session_endpoint, GET and POST. Ends the session at once where a valid hint names it; otherwise the person is
  // asked [R-LO-1].
  [[nodiscard]] web::Response operator()(const web::Request& request) const;

  [[nodiscard]] web::Response show(const web::Request& request) const;
  [[nodiscard]] web::Response submit(const web::Request& request) const;
  [[nodiscard]] web::Response logged_out(const web::Request& request) const;

 private:
  using Asked = authorization::LogoutRequest;

  // The answer where nobody has to be asked: nobody is signed in, or the hint names this very session.
  [[nodiscard]] std::optional<web::Response> answer_unasked(const Asked& asked, const std::optional<authorization::SessionView>& view,
                                                            const web::Request& request) const;
  [[nodiscard]] web::Response end(const Asked& asked, const web::Request& request) const;
  [[nodiscard]] web::Response say_farewell(const Asked& asked, const authorization::EndedSession& ended, const web::Request& request) const;
  [[nodiscard]] web::Response refuse(const protocol::Error& error, const web::Request& request) const;
  [[nodiscard]] std::string url(std::string_view path, std::string_view t) const;

  const Journey& journey_;
  const keys::KeyManager& keys_;
  const authorization::Logouts& logouts_;
  tokens::Revocations& revocations_;
  std::function<void()> session_ended_;
};

}  // namespace signet::endpoints
