// Logout deliveries in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "authorization/logout_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeLogoutStore final : public FakeStore, public authorization::LogoutStore {
 public:
  using Delivery = authorization::LogoutDelivery;
  explicit FakeLogoutStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  void queue(const std::string& client_id, const std::string& sid, const std::string& sub, Time now) {
    const auto guard = lock();
    Delivery delivery;
    delivery.client_id = client_id;
    delivery.sid = sid;
    delivery.sub = sub;
    delivery.next_attempt_at = now;
    delivery.created_at = now;
    rows_.try_emplace({client_id, sid}, delivery);
  }

  [[nodiscard]] std::optional<Time> next_due() override {
    const auto guard = lock();
    std::optional<Time> next;
    for (const auto& [key, row] : rows_) {
      if (row.state == Delivery::State::pending) {
        next = std::min(next.value_or(row.next_attempt_at), row.next_attempt_at);
      }
    }
    return next;
  }

  [[nodiscard]] std::vector<Delivery> take_due(Time now, Time lease_end, int limit) override {
    const auto guard = lock();
    std::vector<Delivery*> due;
    for (auto& [key, row] : rows_) {
      if (row.state == Delivery::State::pending && row.next_attempt_at <= now) {
        due.push_back(&row);
      }
    }
    std::stable_sort(due.begin(), due.end(), [](const Delivery* a, const Delivery* b) {
      return std::pair(a->next_attempt_at, a->created_at) < std::pair(b->next_attempt_at, b->created_at);
    });
    due.resize(std::min(due.size(), static_cast<std::size_t>(limit)));
    std::vector<Delivery> taken;
    for (Delivery* row : due) {
      row->next_attempt_at = lease_end;
      taken.push_back(*row);
    }
    return taken;
  }

  void settle(const Delivery& delivery) override {
    const auto guard = lock();
    const auto row = rows_.find({delivery.client_id, delivery.sid});
    if (row == rows_.end() || row->second.state != Delivery::State::pending) {
      return;
    }
    row->second.state = delivery.state;
    row->second.next_attempt_at = delivery.next_attempt_at;
    row->second.last_status = delivery.last_status;
    ++row->second.attempts;
  }

  void put_off(const std::string& client_id, Time until) override {
    const auto guard = lock();
    for (auto& [key, row] : rows_) {
      if (row.client_id == client_id && row.state == Delivery::State::pending) {
        row.next_attempt_at = std::max(row.next_attempt_at, until);
      }
    }
  }

  [[nodiscard]] std::vector<Delivery> to_client(const std::string& client_id, int limit) override {
    const auto guard = lock();
    std::vector<Delivery> found;
    for (const auto& [key, row] : rows_) {
      if (row.client_id == client_id) {
        found.push_back(row);
      }
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Delivery& a, const Delivery& b) { return a.created_at > b.created_at; });
    found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
    return found;
  }

 private:
  std::map<std::pair<std::string, std::string>, Delivery> rows_;
};

}  // namespace signet::testing
