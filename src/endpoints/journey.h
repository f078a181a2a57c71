// The browser's journey from /authorize to the client and back, or from /device to its end: a returning state machine. /login, /account and
// /consent each record one fact and come back here, where next_step() is asked again. Pages never route to pages.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "authorization/next_step.h"
#include "authorization/pushed_requests.h"
#include "authorization/responder.h"
#include "authorization/return_address.h"
#include "authorization/sessions.h"
#include "authorization/transaction.h"
#include "clients/logos.h"
#include "clients/registry.h"
#include "pages/pages.h"
#include "tokens/device_codes.h"
#include "web/request.h"
#include "web/response.h"

namespace signet::endpoints {

class Journey {
 public:
  struct Parts {
    std::string issuer;
    const clients::Registry& registry;
    const authorization::Transactions& transactions;
    const authorization::Sessions& sessions;
    const authorization::PushedRequests& pushed_requests;
    const authorization::Responder& responder;
    const tokens::DeviceCodes& device_codes;
    const pages::Renderer& pages;
    Random& random;
    std::function<void()> decided;  // called when a person has decided about what waits for them
    bool explain_errors = false;  // error pages show operators' detail: only for `signet dev`
    clients::Logos* logos = nullptr;  // null: no page shows any
  };
  explicit Journey(Parts parts);

  // A transaction that this browser began, with the address where its answer goes.
  struct Open {
    authorization::Transaction transaction;
    authorization::ReturnAddress address;
  };

  // Opens `t` from the URL of a GET, or from the form of a POST.
  [[nodiscard]] protocol::Result<Open> open(const web::Request& request, std::string_view t) const;

  // The same for a form POST: content type, origin, `t` and the CSRF token of `form_name` [R-LG-1].
  struct Posted {
    Open open;
    protocol::Form form;
  };
  [[nodiscard]] protocol::Result<Posted> open_post(const web::Request& request, std::string_view form_name) const;

  // Asks for the next step and takes it: a page to go to, or an answer to the client.
  [[nodiscard]] web::Response proceed(const Open& open, const web::Request& request) const;

  // Sends the browser to `path` ("/login"), carrying the transaction.
  [[nodiscard]] web::Response go_to(std::string_view path, const Open& open, const web::Request& request) const;

  // Back to the client with a refusal [R-AZ-5], past a warning where anybody may have registered it [R-AZ-15]; a device
  // that waits is told when it asks.
  [[nodiscard]] web::Response refuse(const authorization::ReturnAddress& address, const protocol::Error& error,
                                     const web::Request& request) const;

  // A packed answer on its way: a redirect, or a page that the browser posts to the client [OAuth.FormPost].
  [[nodiscard]] web::Response send(const authorization::Answer& answer, const web::Request& request) const;

  // What cannot travel: a page that says what happened, with the reference [R-AZ-4], and, where there is one, the path of a
  // page of ours to start again from.
  [[nodiscard]] web::Response error_page(const protocol::Error& error, const web::Request& request, std::string restart_path = "") const;

  [[nodiscard]] const Parts& parts() const { return parts_; }
  [[nodiscard]] std::optional<authorization::SessionView> session(const Open& open, const web::Request& request) const;
  [[nodiscard]] std::string csrf_token(const Open& open, std::string_view form_name) const;
  // The client as a page shows it, with its logo where that is here.
  [[nodiscard]] pages::ClientOnPage client_on_page(const authorization::ReturnAddress& address, Time now) const;
  [[nodiscard]] pages::ClientOnPage client_on_page(const clients::Client& client, Time now) const;
  // `t` for the hidden input of a page of this transaction.
  [[nodiscard]] std::string sealed(const Open& open) const;

 private:
  // Adds session_state to the answer to an authentication request, good or bad [OIDC.Session §3] [LO-09].
  void add_session_state(authorization::Answer& answer, const Open& open, const web::Request& request) const;
  [[nodiscard]] web::Response grant(const Open& open, const authorization::SessionView& view, const web::Request& request) const;
  [[nodiscard]] web::Response approve_device(const Open& open, const authorization::SessionView& view, const web::Request& request) const;
  [[nodiscard]] web::Response turn_away(const authorization::ReturnAddress& address, const protocol::Error& error,
                                        authorization::Answer unpacked, const web::Request& request) const;
  [[nodiscard]] web::Response deny_device(const authorization::ReturnAddress& address, const web::Request& request) const;

  Parts parts_;
  std::string origin_;
};

}  // namespace signet::endpoints
