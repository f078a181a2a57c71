// Where an answer of /authorize may go, and how: a redirect URI that the client has registered, and the response mode.
// Or, where a device asked, nowhere: the browser stays, and the device fetches its answer [RFC8628]. Errors before it is established stay on our own page; everything after travels through it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "clients/registry.h"
#include "protocol/error.h"
#include "protocol/form.h"
#include "protocol/response_type.h"
#include "web/url.h"

namespace signet::authorization {

// An answer on its way back to the client. Responder::packed() makes of a signed mode what location() can take.
struct Answer {
  protocol::ResponseMode mode = protocol::ResponseMode::query;
  std::string redirect_uri;
  web::Pairs parameters;

  // The Location of a redirect, by query or fragment; form_post has none: a page hands it over.
  [[nodiscard]] std::string location() const;
};

// What of a return address is remembered while a person signs in.
struct Return {
  std::string client_id;
  std::string redirect_uri;
  bool redirect_uri_sent = false;
  std::optional<std::string> state;
  protocol::ResponseMode response_mode = protocol::ResponseMode::query;
  std::string user_code;  // not empty: a device waits under it, and there is no redirect URI
  bool backchannel = false;  // then: it is a client that asked by the back channel
  bool silent = false;    // by prompt=none: no page of ours may stand in between
};

class ReturnAddress {
 public:
  [[nodiscard]] const clients::Client& client() const { return *client_; }
  [[nodiscard]] const std::shared_ptr<const clients::Client>& shared_client() const { return client_; }
  [[nodiscard]] const std::string& redirect_uri() const { return redirect_uri_; }
  [[nodiscard]] bool redirect_uri_sent() const { return redirect_uri_sent_; }
  [[nodiscard]] const std::optional<std::string>& state() const { return state_; }
  [[nodiscard]] protocol::ResponseMode response_mode() const { return response_mode_; }

  // Under which the device waits that gets the answer instead of a redirect URI; empty: it is not for a device.
  [[nodiscard]] const std::string& user_code() const { return user_code_; }
  [[nodiscard]] bool is_for_device() const { return !user_code_.empty(); }
  [[nodiscard]] bool is_backchannel() const { return backchannel_; }

  // Nobody vouches for who is there: before a refusal takes a person to it, they are told where they would go. Not where
  // the client asked for no page at all [R-AZ-15].
  [[nodiscard]] bool needs_a_warning() const { return client_->is_strangers() && !silent_ && !is_for_device(); }

  // `parameters`, then state (if one was sent) and iss [RFC9207].
  [[nodiscard]] Answer answer(web::Pairs parameters, const std::string& issuer) const;
  // The same for a refusal: error and error_description.
  [[nodiscard]] Answer refusal(protocol::Reason reason, const std::string& issuer) const;

 private:
  friend protocol::Result<ReturnAddress> establish_return_address(const protocol::Form::Lenient&, const clients::Registry&);
  friend protocol::Result<ReturnAddress> restore_return_address(const Return&, const clients::Registry&);
  ReturnAddress() = default;

  std::shared_ptr<const clients::Client> client_;
  std::string redirect_uri_;
  bool redirect_uri_sent_ = false;
  std::optional<std::string> state_;
  protocol::ResponseMode response_mode_ = protocol::ResponseMode::query;
  std::string user_code_;
  bool backchannel_ = false;
  bool silent_ = false;
};

// From the raw parameters, before anything else is judged [R-AZ-4]: a known client, named once; a redirect URI named
// once that matches a registered one, or none where exactly one is registered and the request is plain OAuth
// (OpenID Connect requires the parameter [OIDC.Core §3.1.2.1]). The mode is the one asked for, if it may carry what is
// asked for, else the default of the response type.
[[nodiscard]] protocol::Result<ReturnAddress> establish_return_address(const protocol::Form::Lenient& parameters,
                                                                       const clients::Registry& registry);

// The same check again for what a sealed transaction holds: the registration may have changed since. For a device, that
// the client may use the grant by which it waits.
[[nodiscard]] protocol::Result<ReturnAddress> restore_return_address(const Return& remembered, const clients::Registry& registry);

}  // namespace signet::authorization
