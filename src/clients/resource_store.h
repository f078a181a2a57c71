// What the registry of protected resources needs kept.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "protocol/scope.h"

namespace signet::clients {

// An API that access tokens may be meant for [RFC8707].
struct Resource {
  std::string uri;            // its identifier, compared letter for letter
  protocol::ScopeSet scopes;  // that mean something there
  std::string client_id;      // who may ask about tokens meant for it; empty: nobody beyond those whose tokens they are
  Time created_at;
};

class ResourceStore {
 public:
  virtual ~ResourceStore() = default;

  struct Snapshot {
    std::int64_t version = 0;  // grows with every change
    std::vector<Resource> resources;
  };

  [[nodiscard]] virtual Snapshot load() = 0;

  // False if the URI is taken. Of any number of concurrent callers with one URI, exactly one adds it.
  [[nodiscard]] virtual bool add(const Resource& resource) = 0;

  // False if there is no such resource.
  [[nodiscard]] virtual bool remove(const std::string& uri, Time now) = 0;
};

}  // namespace signet::clients
