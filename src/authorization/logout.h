// Signing out as clients ask for it [OIDC.RPLogout]: what they may ask, and how it travels through the browser.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "base/time.h"
#include "clients/registry.h"
#include "crypto/seal.h"
#include "keys/key_manager.h"
#include "protocol/form.h"

namespace signet::authorization {

struct LogoutRequest {
  std::string client_id;                 // who asks; empty: nobody says
  std::string sid;                       // of the session that a valid id_token_hint names
  std::string post_logout_redirect_uri;  // registered for client_id; empty: the journey ends here
  std::string state;                     // empty: none was sent
  std::string ui_locales;

  // Where the browser goes afterwards: the URI with the state and nothing else [LO-02] [LO-03]; empty where none was given.
  [[nodiscard]] std::string continue_to() const;
};

// Judges the parameters of the end_session_endpoint. A hint must be an ID token of ours; a URI needs a client, which the
// hint or client_id names, and must be one of its post_logout_redirect_uris, byte for byte [R-LO-2] [LO-04].
[[nodiscard]] protocol::Result<LogoutRequest> read_logout_request(const protocol::Form& parameters, const std::string& issuer,
                                                                  const keys::KeyRing& keys, const clients::Registry& registry);

// What the page after signing out has to say and to do.
struct Farewell {
  std::string sid;                   // of the session that ended
  std::vector<std::string> clients;  // client_ids of those that are told
  std::string client_id;             // who asked
  std::string continue_to;
  std::string ui_locales;
};

// Seals both into the parameter `t` of our pages for ten minutes: nothing is stored, no page of ours redirects to
// where a stranger likes. A `t` does nothing by itself: what the confirmation's form does, it does only with a CSRF token
// that belongs to the browser's session [R-LG-1].
class Logouts {
 public:
  Logouts(const crypto::MasterKeys& keys, Random& random);

  // nullopt where it would exceed 6,000 characters.
  [[nodiscard]] std::optional<std::string> seal(const LogoutRequest& request, Time now) const;
  [[nodiscard]] std::optional<LogoutRequest> open(std::string_view t, Time now) const;

  // Leaves out clients for whom there is no room: they have been told by the back channel, if they listen there.
  [[nodiscard]] std::string seal(Farewell farewell, Time now) const;
  [[nodiscard]] std::optional<Farewell> open_farewell(std::string_view t, Time now) const;

  // `binding`: Sessions::cookie_digest() of the request.
  [[nodiscard]] std::string csrf_token(std::string_view t, std::string_view binding) const;
  [[nodiscard]] bool csrf_matches(std::string_view t, std::string_view binding, std::string_view token) const;

 private:
  crypto::Sealer requests_;
  crypto::Sealer farewells_;
  crypto::Authenticator csrf_;
  Random& random_;
};

}  // namespace signet::authorization
