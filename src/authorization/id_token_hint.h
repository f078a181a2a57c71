// Our own ID tokens coming back as a hint about who is expected to be signed in, or to be signed out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "clients/registry.h"
#include "keys/key_manager.h"
#include "tokens/subjects.h"

namespace signet::authorization {

struct HintedIdToken {
  std::string sub;
  std::string sid;
  std::vector<std::string> aud;
};

// What an ID token says that this issuer signed with a key it still publishes; it may have expired
// [OIDC.Core §3.1.2.1] [OIDC.RPLogout §2]. nullopt for everything else.
[[nodiscard]] std::optional<HintedIdToken> read_id_token_hint(std::string_view id_token, const std::string& issuer,
                                                              const keys::KeyRing& keys);

class IdTokenHints {
 public:
  IdTokenHints(std::string issuer, const keys::KeyManager& keys, const clients::Registry& registry, const tokens::Subjects& subjects)
      : issuer_(std::move(issuer)), keys_(keys), registry_(registry), subjects_(subjects) {}

  // The account that is the subject of an ID token that this issuer signed with a key it still publishes, for whatever
  // client that still exists; it may have expired [OIDC.Core §3.1.2.1]. nullopt for everything else.
  [[nodiscard]] std::optional<std::string> account(std::string_view id_token) const;

  // The account that `client` knows as `sub`, where it asks for one by name [OIDC.Core §5.5.1].
  [[nodiscard]] std::optional<std::string> account(const clients::Client& client, std::string_view sub) const {
    return subjects_.account_of(client, sub);
  }

 private:
  std::string issuer_;
  const keys::KeyManager& keys_;
  const clients::Registry& registry_;
  const tokens::Subjects& subjects_;
};

}  // namespace signet::authorization
