// What dynamic client registration needs kept: initial access tokens, and clients that come and go by themselves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "clients/client_store.h"

namespace signet::clients {

// What the operator hands to those who may register a client [RFC7591 §1.2].
struct InitialAccessToken {
  std::string token_id;  // names it to the operator; tells nothing about the token
  std::string digest;    // base64url SHA-256 of the token
  std::string name;      // for the operator, what or whom it is for
  std::int64_t uses_left = 0;
  Time created_at;
  Time expires_at;
};

class RegistrationStore {
 public:
  virtual ~RegistrationStore() = default;

  // On what terms a client may enter.
  struct Terms {
    std::string initial_digest;  // of the initial access token that it spends; empty: none is asked for
    int most_clients = 0;        // of those that registered themselves, withdrawn ones included until they are forgotten
  };
  enum class Entry { entered, token_refused, full };

  // Creates `client`, which has a registration_digest, and spends one use of its initial access token; all or
  // nothing. Of any number of concurrent callers no more enter than the token has uses, nor than there is room for.
  [[nodiscard]] virtual Entry enter(const StoredClient& client, const Terms& terms, Time now) = 0;

  // Replaces metadata and registration_digest where the latter is still `digest`: true for exactly one of any number
  // of concurrent callers with the same digest.
  [[nodiscard]] virtual bool replace(const std::string& client_id, const std::string& digest,
                                     const std::string& next_digest, const std::string& metadata, Time now) = 0;

  // Removes the client where its registration_digest is `digest`, with its token families and consents. Its client_id
  // stays taken until `forget_at`.
  [[nodiscard]] virtual bool withdraw(const std::string& client_id, const std::string& digest, Time forget_at, Time now) = 0;

  // The client has been used: it is not forgotten any more.
  virtual void keep(const std::string& client_id, Time now) = 0;

  // Whether an initial access token has uses left.
  [[nodiscard]] virtual bool admits(const std::string& digest, Time now) = 0;
  virtual void add_initial_token(const InitialAccessToken& token) = 0;
  // Those that have not expired, the oldest first, used up or not.
  [[nodiscard]] virtual std::vector<InitialAccessToken> initial_tokens(Time now) = 0;
  // False if there is none of that id.
  [[nodiscard]] virtual bool revoke_initial_token(const std::string& token_id) = 0;
};

}  // namespace signet::clients
