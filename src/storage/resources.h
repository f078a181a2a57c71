// The registry of protected resources in SQL.
#pragma once

#include <string>

#include "clients/resource_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlResourceStore final : public clients::ResourceStore {
 public:
  explicit SqlResourceStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] Snapshot load() override;
  [[nodiscard]] bool add(const clients::Resource& resource) override;
  [[nodiscard]] bool remove(const std::string& uri, Time now) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
