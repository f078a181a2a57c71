// Pushed authorization requests in SQL.
#pragma once

#include <optional>
#include <string>

#include "authorization/pushed_request_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlPushedRequestStore final : public authorization::PushedRequestStore {
 public:
  explicit SqlPushedRequestStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] bool push(const authorization::StoredPushedRequest& request, int most, Time now) override;
  [[nodiscard]] std::optional<std::string> visit(const std::string& id_digest, const std::string& client_id,
                                                 Time keep_until, Time now) override;
  [[nodiscard]] std::optional<std::string> find(const std::string& id_digest, const std::string& client_id,
                                                Time now) override;
  [[nodiscard]] bool complete(const std::string& id_digest, Time now) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
