// Devices that wait for their person, in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "support/fake_links.h"
#include "tokens/device_code_store.h"

namespace signet::testing {

class FakeDeviceCodeStore final : public FakeStore, public tokens::DeviceCodeStore {
 public:
  explicit FakeDeviceCodeStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] bool create(const tokens::WaitingDevice& device, int most, Time now) override {
    const auto guard = lock();
    const auto waiting = std::count_if(rows_.begin(), rows_.end(), [&](const auto& row) { return row.second.device.expires_at > now; });
    const bool taken = rows_.contains(device.device_code_digest) || by_user_code(device.user_code_digest) != nullptr;
    return waiting < most && !taken && rows_.try_emplace(device.device_code_digest, Row{device}).second;
  }

  [[nodiscard]] std::optional<tokens::WaitingDevice> find(const std::string& user_code_digest, Time now) override {
    const auto guard = lock();
    const Row* row = undecided(user_code_digest, now);
    return row != nullptr ? std::optional(row->device) : std::nullopt;
  }

  [[nodiscard]] bool approve(const std::string& user_code_digest, const tokens::Authorization& authorization, Time now) override {
    const auto guard = lock();
    Row* row = undecided(user_code_digest, now);
    if (row == nullptr || row->device.client_id != authorization.client_id ||
        (!row->device.sub.empty() && row->device.sub != authorization.sub)) {
      return false;
    }
    decide(*row, now);
    row->outcome = Poll::approved;
    row->authorization = authorization;
    return true;
  }

  bool deny(const std::string& user_code_digest, Time now) override {
    const auto guard = lock();
    Row* row = undecided(user_code_digest, now);
    if (row != nullptr) {
      row->outcome = Poll::denied;
      decide(*row, now);
    }
    return row != nullptr;
  }

  [[nodiscard]] Polled poll(const std::string& device_code_digest, const std::string& client_id, Time now) override {
    const auto guard = lock();
    const auto found = rows_.find(device_code_digest);
    if (found == rows_.end() || found->second.device.client_id != client_id) {
      return {};
    }
    Row& row = found->second;
    if (row.device.expires_at <= now) {
      return {Poll::expired, std::nullopt, {}};
    }
    if (row.last_polled_at && *row.last_polled_at + row.device.poll_interval > now) {
      row.device.poll_interval += tokens::kSlowDown;
      return {Poll::too_soon, std::nullopt, {}};
    }
    row.last_polled_at = now;
    if (row.outcome != Poll::approved) {
      return {row.outcome, std::nullopt, {}};
    }
    return {Poll::approved, row.authorization, row.device.expires_at};
  }

  [[nodiscard]] std::optional<Time> next_notice() override {
    const auto guard = lock();
    std::optional<Time> next;
    for (const auto& [digest, row] : rows_) {
      if (row.notify_at && (!next || *row.notify_at < *next)) next = row.notify_at;
    }
    return next;
  }

  [[nodiscard]] std::vector<tokens::DecisionNotice> take_notices(Time now, Time lease_end, int limit) override {
    const auto guard = lock();
    std::vector<Row*> due;
    for (auto& [digest, row] : rows_) {
      if (row.notify_at && *row.notify_at <= now) due.push_back(&row);
    }
    std::sort(due.begin(), due.end(), [](const Row* a, const Row* b) { return a->notify_at < b->notify_at; });
    due.resize(std::min(due.size(), static_cast<std::size_t>(limit)));
    std::vector<tokens::DecisionNotice> taken;
    for (Row* row : due) {
      const auto& device = row->device;
      taken.push_back({device.device_code_digest, device.client_id, device.notification, row->notify_attempts, device.expires_at});
      row->notify_at = lease_end;
    }
    return taken;
  }

  void settle_notice(const std::string& device_code_digest, std::optional<Time> next_attempt_at) override {
    const auto guard = lock();
    const auto found = rows_.find(device_code_digest);
    if (found != rows_.end() && found->second.notify_at) {
      found->second.notify_at = next_attempt_at;
      ++found->second.notify_attempts;
    }
  }

 private:
  struct Row {
    tokens::WaitingDevice device;
    Poll outcome = Poll::pending;
    std::optional<tokens::Authorization> authorization = {};
    std::optional<Time> last_polled_at = {};
    std::optional<Time> notify_at = {};
    int notify_attempts = 0;
  };

  static void decide(Row& row, Time now) {
    if (!row.device.notification.empty()) row.notify_at = now;
  }

  Row* by_user_code(const std::string& user_code_digest) {
    const auto found = std::find_if(rows_.begin(), rows_.end(),
                                    [&](const auto& row) { return row.second.device.user_code_digest == user_code_digest; });
    return found == rows_.end() ? nullptr : &found->second;
  }

  Row* undecided(const std::string& user_code_digest, Time now) {
    Row* row = by_user_code(user_code_digest);
    return row != nullptr && row->outcome == Poll::pending && row->device.expires_at > now ? row : nullptr;
  }

  std::map<std::string, Row> rows_;  // by device_code_digest
};

}  // namespace signet::testing
