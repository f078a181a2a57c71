// Clients that register themselves [RFC7591] and manage their registration [RFC7592].
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/random.h"
#include "base/secret.h"
#include "clients/registration_store.h"
#include "clients/registry.h"

namespace signet::clients {

// Who may register a client: nobody but the operator, whoever holds an initial access token, or anybody.
enum class RegistrationMode { closed, token, open };

struct RegistrationTerms {
  RegistrationMode mode = RegistrationMode::closed;
  Seconds idle_lifetime{24 * 3600};  // a client that nobody uses is forgotten after this [R-RG-1]
  int most_clients = 10000;          // [R-DOS-6]
};

// What a registration hands back: what stands in `client`, and what exists in clear only here.
struct Enrolled {
  std::shared_ptr<const Client> client;
  std::optional<Secret> secret;
  Secret access_token;  // with which the registration is managed
};

class Registrations {
 public:
  // What such clients may register is the policy of `registry`.
  Registrations(Registry& registry, RegistrationStore& store, Random& random, RegistrationTerms terms)
      : registry_(registry), store_(store), random_(random), terms_(terms) {}

  [[nodiscard]] RegistrationMode mode() const { return terms_.mode; }

  // Whether one who brings `initial_token` (or none) may register at all. Asked before anything else of the request
  // is looked at, so that strangers cannot make us work.
  [[nodiscard]] protocol::Result<void> admit(const std::optional<std::string>& initial_token, Time now) const;

  // Registers `metadata`, and spends one use of the token where one is needed. The client is marked as made by nobody
  // whom the operator vouches for.
  [[nodiscard]] protocol::Result<Enrolled> enrol(const Json& metadata, const std::optional<std::string>& initial_token, Time now);

  // The client that `access_token` manages, if that is `client_id`. A wrong token, that of another client, and a client
  // that does not exist or was disabled are one and the same refusal [R-RG-5].
  [[nodiscard]] protocol::Result<std::shared_ptr<const Client>> find(std::string_view client_id, std::string_view access_token) const;

  // Replaces the whole metadata, and the access token with it [RFC7592 §2.2]. `submitted` must name the client by its
  // client_id, may repeat its client_secret, and may not hold what only we can say.
  [[nodiscard]] protocol::Result<Enrolled> replace(std::string_view client_id, std::string_view access_token, const Json& submitted,
                                                   Time now);

  // Removes the client and ends everything issued to it [RFC7592 §2.3].
  [[nodiscard]] protocol::Result<void> withdraw(std::string_view client_id, std::string_view access_token, Time now);

  // Something was issued to the client: from its first use on it stays. Writes only that once, and never throws, for
  // what was issued has to reach the client.
  void note_use(std::string_view client_id, Time now) noexcept;

 private:
  Registry& registry_;
  RegistrationStore& store_;
  Random& random_;
  RegistrationTerms terms_;
};

// Makes an initial access token that may be used `uses` times within `lifetime`. It exists in clear only here.
struct IssuedInitialToken {
  InitialAccessToken stored;
  Secret clear;
};
[[nodiscard]] IssuedInitialToken issue_initial_token(RegistrationStore& store, Random& random, std::string name, std::int64_t uses,
                                                     Seconds lifetime, Time now);

}  // namespace signet::clients
