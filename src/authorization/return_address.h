// Where an answer of /authorize may go: a redirect URI that the client has registered. Errors before it is established
// stay on our own page; everything after travels through it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "clients/registry.h"
#include "protocol/error.h"
#include "protocol/form.h"
#include "web/url.h"

namespace signet::authorization {

class ReturnAddress {
 public:
  [[nodiscard]] const clients::Client& client() const { return *client_; }
  [[nodiscard]] const std::shared_ptr<const clients::Client>& shared_client() const { return client_; }
  [[nodiscard]] const std::string& redirect_uri() const { return redirect_uri_; }
  [[nodiscard]] bool redirect_uri_sent() const { return redirect_uri_sent_; }
  [[nodiscard]] const std::optional<std::string>& state() const { return state_; }

  // The Location of an answer: the redirect URI with `parameters`, then state (if one was sent) and iss [RFC9207].
  [[nodiscard]] std::string location(web::Pairs parameters, const std::string& issuer) const;
  // The same for a refusal: error and error_description.
  [[nodiscard]] std::string error_location(protocol::Reason reason, const std::string& issuer) const;

 private:
  friend protocol::Result<ReturnAddress> establish_return_address(const protocol::Form::Lenient&, const clients::Registry&);
  friend protocol::Result<ReturnAddress> restore_return_address(const std::string&, const std::string&, bool,
                                                                const std::optional<std::string>&, const clients::Registry&);
  ReturnAddress() = default;

  std::shared_ptr<const clients::Client> client_;
  std::string redirect_uri_;
  bool redirect_uri_sent_ = false;
  std::optional<std::string> state_;
};

// From the raw parameters, before anything else is judged [R-AZ-4]: a known client, named once; a redirect URI named
// once that matches a registered one, or none where exactly one is registered and the request is plain OAuth
// (OpenID Connect requires the parameter [OIDC.Core §3.1.2.1]).
[[nodiscard]] protocol::Result<ReturnAddress> establish_return_address(const protocol::Form::Lenient& parameters,
                                                                       const clients::Registry& registry);

// The same check again for what a sealed transaction holds: the registration may have changed since.
[[nodiscard]] protocol::Result<ReturnAddress> restore_return_address(const std::string& client_id, const std::string& redirect_uri,
                                                                     bool redirect_uri_sent, const std::optional<std::string>& state,
                                                                     const clients::Registry& registry);

}  // namespace signet::authorization
