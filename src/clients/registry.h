// The client registry: every client in one immutable snapshot, and the verbs that change it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/random.h"
#include "base/secret.h"
#include "base/time.h"
#include "clients/client.h"
#include "clients/client_store.h"
#include "clients/fetch.h"
#include "clients/metadata.h"
#include "clients/secret_box.h"
#include "protocol/error.h"

namespace signet::clients {

// What a registration hands back; the secret exists in clear only here [R-CA-3].
struct Registered {
  std::shared_ptr<const Client> client;
  std::optional<Secret> secret;
};

// What some registrations need beyond the store. A registry without it refuses them.
struct RegistryMeans {
  const SecretBox* secrets = nullptr;  // for client_secret_jwt; outlives the registry
  Fetch fetch_sector;                  // for sector_identifier_uri
};

// How a new client enters the store, where that has conditions of its own.
struct Entrance {
  std::function<protocol::Result<void>(StoredClient& client)> enter;  // empty: it is written and nothing else
  bool invited = false;                                               // the operator let it in
};

// Reading takes no database and may happen on any thread. A verb writes the store first, then reloads, so
// that this replica sees its own change at once; the others reload when they see the store's version grow.
class Registry {
 public:
  // Loads the clients.
  Registry(ClientStore& store, Random& random, MetadataPolicy policy = {}, RegistryMeans means = {});
  ~Registry();

  // Swaps in what the store holds now. A row that cannot be read is left out and logged: one bad client must
  // not keep all the others from working.
  void reload();

  // Null where there is no such client. Disabled clients are found, too.
  [[nodiscard]] std::shared_ptr<const Client> find(std::string_view client_id) const;
  [[nodiscard]] std::vector<std::shared_ptr<const Client>> all() const;  // in order of client_id
  // Whether scripts of `origin` may call us for `client_id`, or, where that is empty, for any client. No loop over the
  // clients: strangers ask.
  [[nodiscard]] bool allows_origin(std::string_view origin, std::string_view client_id) const;
  // The first-party client that registered `origin` among its web_origins; null where there is none, or more than one.
  [[nodiscard]] std::shared_ptr<const Client> first_party_of(std::string_view origin) const;
  [[nodiscard]] bool has_first_party_origin(std::string_view origin) const;  // of any number of them
  // What the tokens of all clients are signed with, each once.
  [[nodiscard]] std::vector<jose::Alg> signing_algs() const;
  [[nodiscard]] std::int64_t version() const;                            // of the snapshot

  // How a changed client is written, where that has conditions of its own; false: there is no such client any more.
  using Write = std::function<bool(const std::string& metadata)>;

  // Registers `metadata`. Confidential clients with a secret method get a secret. Only the operator may
  // choose the client_id: 1 to 128 unreserved characters, not shaped like a sub, never used before. Fetches
  // sector_identifier_uri, where there is one [DR-07].
  [[nodiscard]] protocol::Result<Registered> create(const Json& metadata, std::optional<std::string> client_id, Time now,
                                                    const Entrance& how = {});

  // Replaces the metadata as a whole [RFC7592 §2.2]. A secret is made only if the new method needs one and
  // none lives. Refuses to change between a method whose secrets are hashed and one whose are sealed: the secret
  // that the client holds could not be used, and no new one is made behind its back.
  [[nodiscard]] protocol::Result<Registered> update(std::string_view client_id, const Json& metadata,
                                                    Time now, const Write& write = {});

  // Disabling ends the client's token families at once.
  [[nodiscard]] protocol::Result<Registered> set_disabled(std::string_view client_id, bool disabled,
                                                          Time now);

  [[nodiscard]] protocol::Result<void> remove(std::string_view client_id, Time now);

  // A new secret; the old ones work for `overlap` longer [R-CA-8].
  [[nodiscard]] protocol::Result<Registered> rotate_secret(std::string_view client_id, Seconds overlap,
                                                           Time now);

  // Seals anew what lies sealed under an older master key, so that the older key can be given up one day.
  void reseal();

 private:
  struct Snapshot;
  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() const;
  [[nodiscard]] protocol::Result<Registered> registered(std::string_view client_id,
                                                        std::optional<Secret> secret);

  struct FreshSecret;
  [[nodiscard]] protocol::Result<FreshSecret> make_secret(const std::string& client_id, AuthMethod method, Time now) const;

  ClientStore& store_;
  Random& random_;
  const MetadataPolicy policy_;
  const RegistryMeans means_;
  std::mutex reloading_;
  // Deliberate: not std::atomic<std::shared_ptr>, whose load in GCC 12 gives the pointer back with relaxed
  // order, a data race by the letter and for ThreadSanitizer. Held only while one pointer is copied.
  mutable std::mutex swapping_;
  std::shared_ptr<const Snapshot> snapshot_;
};

// The client as RFC 7591 §3.2.1 answers it: metadata, client_id, client_id_issued_at, and, where `secret` is
// given, client_secret with client_secret_expires_at 0. A disabled client also has "disabled": true.
[[nodiscard]] Json registration_json(const Client& client, const Secret* secret = nullptr);

}  // namespace signet::clients
