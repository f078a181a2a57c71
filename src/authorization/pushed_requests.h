// Pushed authorization requests [RFC9126]: judged when they are pushed, kept for a minute under a name that only the
// client knows, and used up by the one answer that they lead to.
//
// The row holds the request as it was understood, sealed. The browser never holds it: its transaction carries the name
// and reads the row again at each step [R-PA-3], so a request may be larger than what fits into a URL. A request_uri may
// be visited any number of times while it works (people reload, and open it in two tabs); what was begun with it is kept
// as long as its transaction lives. Completing it removes the row, so that used, expired and unknown are one case.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "authorization/pushed_request_store.h"
#include "authorization/request.h"
#include "base/random.h"
#include "clients/client.h"
#include "crypto/seal.h"

namespace signet::authorization {

inline constexpr Seconds kPushedRequestLifetime{60};  // [RFC9126 §2.2]

class PushedRequests {
 public:
  PushedRequests(PushedRequestStore& store, const crypto::MasterKeys& keys, Random& random);

  // Keeps `request` of `client`, and names it: the request_uri, which works for kPushedRequestLifetime. nullopt where
  // too many of this client's are alive.
  [[nodiscard]] std::optional<std::string> push(const Request& request, const clients::Client& client, Time now) const;

  // Whether the request_uri among these parameters, if there is one, has the form of those that push() makes.
  [[nodiscard]] static bool is_named_in(const protocol::Form& parameters);

  struct Visited {
    std::string id;
    Request request;
  };
  // What client_id and request_uri name; no other parameter counts, however it looks [RFC9126 §4]. Refusals:
  // repeated_parameter (of these two), client_id_missing, request_uri_unknown.
  [[nodiscard]] protocol::Result<Visited> visit(const protocol::Form::Lenient& parameters, Time now) const;

  // The same request later in its transaction; nullopt once it has been completed.
  [[nodiscard]] std::optional<Request> resume(const std::string& id, const std::string& client_id, Time now) const;

  // True for exactly one caller: whoever answers the client [R-PA-2].
  [[nodiscard]] bool complete(const std::string& id, Time now) const;

 private:
  [[nodiscard]] std::optional<Request> open(const std::optional<std::string>& sealed, const std::string& id_digest) const;

  PushedRequestStore& store_;
  crypto::Sealer sealer_;
  Random& random_;
};

}  // namespace signet::authorization
