// An authorization request, understood: what remains when every parameter has been judged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authorization/id_token_hint.h"
#include "authorization/return_address.h"
#include "clients/resources.h"
#include "protocol/claims_request.h"
#include "protocol/error.h"
#include "protocol/form.h"
#include "protocol/prompt.h"
#include "protocol/response_type.h"
#include "protocol/scope.h"

namespace signet::authorization {

struct Request {
  std::string client_id;
  std::string redirect_uri;
  bool redirect_uri_sent = false;
  std::optional<std::string> state;
  protocol::ResponseType response_type{.code = true};
  protocol::ResponseMode response_mode = protocol::ResponseMode::query;
  protocol::ScopeSet scope;          // asked for and registered; the rest is dropped
  protocol::ClaimsRequest claims;    // single claims beside the scope's, of those that its registration allows
  std::vector<std::string> resources;  // that access tokens shall be meant for; empty: the issuer [RFC8707 §2.1]
  std::optional<std::string> nonce;
  std::string code_challenge;        // S256; empty: none
  std::string dpop_jkt;              // the key that the code shall be bound to [RFC9449 §10]; empty: none
  protocol::Prompt prompt;
  std::optional<Seconds> max_age;    // from the request, else the client's default_max_age
  bool auth_time_required = false;
  std::string login_hint;
  std::string hinted_sub;            // from a verified id_token_hint
  std::string ui_locales;            // for our pages only
  std::string user_code;             // not empty: for the device that waits under it [RFC8628]; then there is no redirect_uri
  bool backchannel = false;          // what waits under user_code is no device, but a client that asked for hinted_sub [OIDC.CIBA]

  // Everything that the person is asked to allow: the scope, and the scopes that single claims would need.
  [[nodiscard]] protocol::ScopeSet asked() const;
  [[nodiscard]] Return return_to() const {
    return {client_id, redirect_uri, redirect_uri_sent, state, response_mode, user_code, backchannel, prompt.none};
  }
  [[nodiscard]] bool is_for_device() const { return !user_code.empty(); }
};

// Judges the parameters of a request whose return address is known; a failure travels there. `hints` read the
// id_token_hint, which may have expired [AZ-16]; `resources` know what tokens may be meant for.
[[nodiscard]] protocol::Result<Request> parse_request(const protocol::Form::Lenient& parameters, const ReturnAddress& address,
                                                      const IdTokenHints& hints, const clients::Resources& resources);

// What a device asked for that waits under `user_code`: the same journey, begun by typing a code [RFC8628 §3.3].
[[nodiscard]] Request request_for_device(const clients::Client& client, const protocol::ScopeSet& scope, std::string user_code);

// The same for what a client asked for by the back channel, of the person `sub`, waiting under `request_id` [OIDC.CIBA §7.1].
[[nodiscard]] Request request_by_backchannel(const clients::Client& client, const protocol::ScopeSet& scope, std::string request_id, std::string sub);

// For sealing into a transaction.
[[nodiscard]] Json to_json(const Request& request);
[[nodiscard]] std::optional<Request> request_from_json(const Json& json);

}  // namespace signet::authorization
