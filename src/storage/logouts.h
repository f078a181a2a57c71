// Which clients have to be told that a session has ended, in SQL: the queue, and how it is filled.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "authorization/logout_store.h"
#include "storage/engine.h"

namespace signet::storage {

class SqlLogoutStore final : public authorization::LogoutStore {
 public:
  explicit SqlLogoutStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] std::optional<Time> next_due() override;
  [[nodiscard]] std::vector<authorization::LogoutDelivery> take_due(Time now, Time lease_end, int limit) override;
  void settle(const authorization::LogoutDelivery& delivery) override;
  void put_off(const std::string& client_id, Time until) override;
  [[nodiscard]] std::vector<authorization::LogoutDelivery> to_client(const std::string& client_id,
                                                                     int limit) override;

 private:
  Engine& engine_;
};

// Part of the transaction that ends a session: a delivery for each client of it that listens. The person's sessions
// must still be there.
void queue_logouts_of_session(Executor& db, const std::string& sid, Time now);
void queue_logouts_of_person(Executor& db, const std::string& sub, Time now);

}  // namespace signet::storage
