// Devices that wait for their person, in SQL.
#pragma once

#include <optional>
#include <string>

#include "storage/engine.h"
#include "tokens/device_code_store.h"

namespace signet::storage {

class SqlDeviceCodeStore final : public tokens::DeviceCodeStore {
 public:
  explicit SqlDeviceCodeStore(Engine& engine) : engine_(engine) {}

  [[nodiscard]] bool create(const tokens::WaitingDevice& device, int most, Time now) override;
  [[nodiscard]] std::optional<tokens::WaitingDevice> find(const std::string& user_code_digest, Time now) override;
  [[nodiscard]] bool approve(const std::string& user_code_digest, const tokens::Authorization& authorization, Time now) override;
  bool deny(const std::string& user_code_digest, Time now) override;
  [[nodiscard]] Polled poll(const std::string& device_code_digest, const std::string& client_id, Time now) override;
  [[nodiscard]] std::optional<Time> next_notice() override;
  [[nodiscard]] std::vector<tokens::DecisionNotice> take_notices(Time now, Time lease_end, int limit) override;
  void settle_notice(const std::string& device_code_digest, std::optional<Time> next_attempt_at) override;

 private:
  Engine& engine_;
};

}  // namespace signet::storage
