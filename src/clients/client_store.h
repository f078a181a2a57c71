// What the client registry needs kept.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace signet::clients {

struct StoredSecret {
  std::string digest;              // base64url SHA-256 of the secret
  Time created_at;
  std::optional<Time> expires_at;  // set when a rotation has given it an end
  std::optional<std::string> sealed = std::nullopt;  // the secret itself, for clients that need it known again
};

struct StoredClient {
  std::string client_id;
  std::string metadata;  // the registered metadata as JSON (RFC 7591 names), without secrets
  bool disabled = false;
  Time created_at;
  Time updated_at;
  std::vector<StoredSecret> secrets;
  std::string registration_digest = {};       // of a client that registered itself; see RegistrationStore
  std::optional<Time> forget_at = {};         // when it goes by itself, unless it is used before
};

class ClientStore {
 public:
  virtual ~ClientStore() = default;

  struct Snapshot {
    std::int64_t version = 0;  // grows with every change
    std::vector<StoredClient> clients;
  };

  [[nodiscard]] virtual Snapshot load() = 0;

  // A client of the operator's. False if the client_id is, or ever was, taken. With all its secrets or not at all.
  [[nodiscard]] virtual bool create(const StoredClient& client) = 0;

  // Replaces metadata and disabled; false if there is no such client. Disabling ends the client's token families.
  [[nodiscard]] virtual bool update(const std::string& client_id, const std::string& metadata, bool disabled, Time now) = 0;

  // Ends the client's token families and consents with it; false if there is no such client.
  [[nodiscard]] virtual bool remove(const std::string& client_id, Time now) = 0;

  // Adds `fresh`; every older secret that still lives gets `old_expire_at` as its end, unless it ends sooner.
  [[nodiscard]] virtual bool rotate_secret(const std::string& client_id, const StoredSecret& fresh, Time old_expire_at) = 0;

  // Puts `sealed` in the place of what the secret with `digest` is sealed as; nothing else changes, the version neither.
  // False if there is no such secret, or it is not sealed.
  [[nodiscard]] virtual bool reseal_secret(const std::string& client_id, const std::string& digest, const std::string& sealed) = 0;
};

// Remembers the jti of client assertions, so that each is used once by anybody on any replica [R-CA-6].
class AssertionStore {
 public:
  virtual ~AssertionStore() = default;

  // True for exactly one of any number of concurrent callers with the same client and digest, until `expires_at`.
  [[nodiscard]] virtual bool use_once(const std::string& client_id, const std::string& jti_digest, Time expires_at) = 0;
};

}  // namespace signet::clients
