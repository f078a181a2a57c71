// Pushed authorization requests in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "authorization/pushed_request_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakePushedRequestStore final : public FakeStore, public authorization::PushedRequestStore {
 public:
  explicit FakePushedRequestStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] bool push(const authorization::StoredPushedRequest& request, int most, Time now) override {
    const auto guard = lock();
    const auto living = std::count_if(rows_.begin(), rows_.end(), [&](const auto& row) {
      return row.second.request.client_id == request.client_id && row.second.kept_until > now;
    });
    return living < most && rows_.try_emplace(request.id_digest, Kept{request, request.expires_at}).second;
  }

  [[nodiscard]] std::optional<std::string> visit(const std::string& id_digest, const std::string& client_id,
                                                 Time keep_until, Time now) override {
    const auto guard = lock();
    Kept* row = alive(id_digest, client_id, now);
    if (row == nullptr || row->request.expires_at <= now) {
      return std::nullopt;
    }
    row->kept_until = std::max(row->kept_until, keep_until);
    return row->request.request;
  }

  [[nodiscard]] std::optional<std::string> find(const std::string& id_digest, const std::string& client_id,
                                                Time now) override {
    const auto guard = lock();
    const Kept* row = alive(id_digest, client_id, now);
    return row != nullptr ? std::optional(row->request.request) : std::nullopt;
  }

  [[nodiscard]] bool complete(const std::string& id_digest, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(id_digest);
    if (row == rows_.end() || row->second.kept_until <= now) {
      return false;
    }
    rows_.erase(row);
    return true;
  }

 private:
  struct Kept {
    authorization::StoredPushedRequest request;
    Time kept_until;
  };

  Kept* alive(const std::string& id_digest, const std::string& client_id, Time now) {
    const auto row = rows_.find(id_digest);
    const bool found = row != rows_.end() && row->second.request.client_id == client_id && row->second.kept_until > now;
    return found ? &row->second : nullptr;
  }

  std::map<std::string, Kept> rows_;
};

}  // namespace signet::testing
