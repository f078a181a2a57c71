// session_state: what lets a client notice, without asking the server, that the person signed in has changed.
#pragma once

#include <string>
#include <string_view>

namespace signet::authorization {

// The parameter of an authentication response [OIDC.Session §3]: base64url(SHA-256(client_id SP origin SP browser_state
// SP salt)) "." salt. `origin` is that of the redirect URI (web::Url::origin()), `browser_state` is
// Sessions::browser_state() of the request, empty where nobody is signed in, and `salt` is random without a dot.
[[nodiscard]] std::string session_state(std::string_view client_id, std::string_view origin, std::string_view browser_state,
                                        std::string_view salt);

}  // namespace signet::authorization
