// An authorization request, understood: what remains when every parameter has been judged.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authorization/return_address.h"
#include "keys/key_manager.h"
#include "protocol/error.h"
#include "protocol/form.h"
#include "protocol/prompt.h"
#include "protocol/scope.h"

namespace signet::authorization {

struct Request {
  std::string client_id;
  std::string redirect_uri;
  bool redirect_uri_sent = false;
  std::optional<std::string> state;
  protocol::ScopeSet scope;          // asked for and registered; the rest is dropped
  std::optional<std::string> nonce;
  std::string code_challenge;        // S256; empty: none
  protocol::Prompt prompt;
  std::optional<Seconds> max_age;    // from the request, else the client's default_max_age
  bool auth_time_required = false;
  std::string login_hint;
  std::string hinted_sub;            // from a verified id_token_hint
  bool acr_requested = false;
};

// Judges the parameters of a request whose return address is known; a failure travels there. `keys` verify the
// id_token_hint, which may have expired [AZ-16].
[[nodiscard]] protocol::Result<Request> parse_request(const protocol::Form::Lenient& parameters, const ReturnAddress& address,
                                                      const std::string& issuer, const keys::KeyRing& keys);

// For sealing into a transaction.
[[nodiscard]] Json to_json(const Request& request);
[[nodiscard]] std::optional<Request> request_from_json(const Json& json);

}  // namespace signet::authorization
