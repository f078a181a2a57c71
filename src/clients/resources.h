// Protected resources [RFC8707]: which APIs access tokens may be meant for, and which scopes mean something there.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/swapped.h"
#include "base/time.h"
#include "clients/resource_store.h"
#include "protocol/error.h"
#include "protocol/scope.h"

namespace signet::clients {

// One immutable snapshot, as the client registry has it: reading takes no database and may happen on any thread. The
// issuer is a resource that need not be registered: UserInfo and the like, with the scopes of OpenID Connect.
class Resources {
 public:
  // Loads the resources.
  Resources(ResourceStore& store, std::string issuer);
  ~Resources();

  // Swaps in what the store holds now.
  void reload();
  [[nodiscard]] std::int64_t version() const;  // of the snapshot
  [[nodiscard]] std::vector<Resource> all() const;  // those registered, in order of their URI

  // Registers `resource`: an absolute URI of at most 512 characters without userinfo and fragment [RFC8707 §2], not
  // taken, with at least one scope and none of OpenID Connect's. The error says which of this is not so.
  [[nodiscard]] Expected<Resource, std::string> add(Resource resource);
  // False if there is no such resource. Tokens that were made for it live on until they expire.
  [[nodiscard]] bool remove(const std::string& uri, Time now);

  // What an authorization request asks for, each once [RFC8707 §2.1]. Refusals: resource_malformed, resource_unknown.
  [[nodiscard]] protocol::Result<std::vector<std::string>> judge(const std::vector<std::string>& asked) const;

  // What a token request gets of what was authorized: that which it asks for, or all of it [RFC8707 §2.2]. What is no
  // longer registered falls out. Refusals: as above; resource_exceeded; resource_unknown where nothing is left.
  [[nodiscard]] protocol::Result<std::vector<std::string>> narrow(const std::vector<std::string>& asked,
                                                                  const std::vector<std::string>& authorized) const;

  // What of `scope` means something at one of `resources`: what a token for them may hold. Without resources a token
  // is the issuer's own, and holds all of it.
  [[nodiscard]] protocol::ScopeSet scope_at(const std::vector<std::string>& resources, const protocol::ScopeSet& scope) const;

  // Whether a resource in `audience` is registered to this client.
  [[nodiscard]] bool is_asked_by(std::string_view client_id, const std::vector<std::string>& audience) const;

 private:
  struct Snapshot;

  ResourceStore& store_;
  const std::string issuer_;
  std::mutex reloading_;
  Swapped<Snapshot> snapshot_;
};

}  // namespace signet::clients
