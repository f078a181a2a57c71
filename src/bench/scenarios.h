// The kinds of load: what an app, a browser and a resource server ask of a provider.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bench/load.h"

namespace signet::bench {

// Whom the load pretends to be: one confidential client for everything, and a browser in which somebody is signed in.
struct Guise {
  std::string issuer;         // without a slash at its end
  std::string client_id;      // its access tokens are signed with ES256
  std::string client_secret;
  std::string rs256_client_id;  // one like it, with RS256
  std::string rs256_client_secret;
  std::string redirect_uri;
  std::string cookie;         // "signet_session=…"; empty: no scenario that needs a person
  std::string api_client_id;  // first-party and public, for passwords; with the two below
  std::string email;
  std::string password;
  bool gateway = true;        // /gateway/verify may be asked
};

struct Scenario {
  std::string name;
  std::string does;  // one of what, for people
  std::function<std::unique_ptr<Flow>()> make;
};

// Signs the person of the guise in, as their browser would, and returns its cookies: what Guise::cookie wants. Throws
// std::runtime_error with a sentence where that fails.
[[nodiscard]] std::string sign_in(const Target& target, const Guise& guise);

// Whether the server there knows all clients of the guise yet: of several replicas each learns of a new one by itself, within a second.
[[nodiscard]] bool is_known(const Target& target, const Guise& guise);

// Those that this guise can play. `target` and `guise` must outlive what they make.
[[nodiscard]] std::vector<Scenario> scenarios(const Target& target, const Guise& guise);

}  // namespace signet::bench
