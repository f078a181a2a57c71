// Token families, spent codes and revocations in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "support/fake_links.h"
#include "tokens/family_store.h"

namespace signet::testing {

class FakeFamilyStore final : public FakeStore, public tokens::FamilyStore, public tokens::RevocationStore {
 public:
  explicit FakeFamilyStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] Redeemed redeem_code(const std::string& code_id, Time, const tokens::Family& family, Time now,
                                     int family_cap = 100) override {
    const auto guard = lock();
    if (!spent_.try_emplace(code_id, family.family_id).second) {
      return {Redemption::replayed, revoke_product_of(code_id, now).value_or(""), {}};
    }
    const tokens::Authorization& given = family.authorization;
    if (!links_.account_enabled(given.sub) || !links_.client_enabled(given.client_id) ||
        (!given.sid.empty() && !links_.session_alive(given.sid, now))) {
      return {Redemption::refused, "", {}};
    }
    rows_[family.family_id] = {family, std::nullopt};
    end_surplus(given, now, family_cap, family.family_id);
    return {Redemption::redeemed, "", roles_of(given.sub)};
  }

  std::optional<std::string> burn_code(const std::string& code_id, Time, Time now) override {
    const auto guard = lock();
    return spent_.try_emplace(code_id, "").second ? std::nullopt : revoke_product_of(code_id, now);
  }

  std::optional<std::string> judge_expired_code(const std::string& code_id, Time now) override {
    const auto guard = lock();
    return revoke_product_of(code_id, now);
  }

  [[nodiscard]] Rotated rotate(const RotationRequest& request) override {
    const auto guard = lock();
    const auto found = rows_.find(request.family_id);
    if (found == rows_.end() || !alive(found->second, request.now)) {
      return {};
    }
    tokens::Family& family = found->second.family;
    if (family.authorization.client_id != request.client_id ||
        family.secret_digest != request.secret_digest || family.secret_digest.empty() ||
        family.generation < request.generation) {
      return {};
    }
    if (family.generation == request.generation) {
      family.generation += request.keep ? 0 : 1;
      family.rotated_at = request.now;
      family.idle_expires_at = request.idle_expires_at;
      family.token_lifetime = std::max(family.token_lifetime, request.token_lifetime);
      return {Rotation::rotated, with_roles(family)};
    }
    if (family.generation == request.generation + 1 && family.rotated_at > request.replay_after) {
      family.token_lifetime = std::max(family.token_lifetime, request.token_lifetime);
      return {Rotation::replayed, with_roles(family)};
    }
    found->second.revoked_at = request.now;
    return {Rotation::reused, std::nullopt};
  }

  [[nodiscard]] std::optional<tokens::Family> find(const std::string& family_id, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(family_id);
    return row != rows_.end() && alive(row->second, now) ? std::optional(with_roles(row->second.family)) : std::nullopt;
  }

  bool revoke(const std::string& family_id, const std::string& client_id, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(family_id);
    return row != rows_.end() && row->second.family.authorization.client_id == client_id &&
           end(row->second, now);
  }

  void revoke_token(const tokens::Revocation& revocation, Time now) override {
    const auto guard = lock();
    revoked_tokens_.try_emplace(revocation.id, RevokedToken{revocation, now});
  }

  [[nodiscard]] std::vector<tokens::Revocation> revoked_since(Time since, Time now) override {
    const auto guard = lock();
    std::vector<tokens::Revocation> found;
    for (const auto& [id, token] : revoked_tokens_) {
      if (token.revoked_at >= since && token.revocation.expires_at > now) {
        found.push_back(token.revocation);
      }
    }
    for (const auto& [id, row] : rows_) {
      if (row.revoked_at && *row.revoked_at >= since) {
        const Time over = std::min(row.family.rotated_at + row.family.token_lifetime, *row.revoked_at + tokens::kLongestAccessToken);
        if (over > now) {
          found.push_back({id, over});
        }
      }
    }
    return found;
  }

  std::vector<std::string> end_families(const FakeFamilyFilter& filter, Time now) {
    const auto guard = lock();
    std::vector<std::string> ended;
    for (auto& [id, row] : rows_) {
      const tokens::Authorization& given = row.family.authorization;
      if (given.sub == filter.sub.value_or(given.sub) &&
          given.client_id == filter.client_id.value_or(given.client_id) &&
          given.sid == filter.sid.value_or(given.sid) && !(filter.spare_offline && row.family.offline) &&
          end(row, now)) {
        ended.push_back(id);
      }
    }
    return ended;
  }

  [[nodiscard]] std::map<std::string, Time> clients_of_person(const std::string& sub, Time now) {
    const auto guard = lock();
    std::map<std::string, Time> clients;
    for (const auto& [id, row] : rows_) {
      if (row.family.authorization.sub == sub && alive(row, now)) {
        Time& since = clients.try_emplace(row.family.authorization.client_id, row.family.created_at).first->second;
        since = std::min(since, row.family.created_at);
      }
    }
    return clients;
  }

  [[nodiscard]] std::vector<std::string> clients_of_session(const std::string& sid) {
    const auto guard = lock();
    std::set<std::string> clients;
    for (const auto& [id, row] : rows_) {
      if (row.family.authorization.sid == sid) {
        clients.insert(row.family.authorization.client_id);
      }
    }
    return {clients.begin(), clients.end()};
  }

 private:
  struct Row {
    tokens::Family family;
    std::optional<Time> revoked_at;
  };
  struct RevokedToken {
    tokens::Revocation revocation;
    Time revoked_at;
  };

  [[nodiscard]] protocol::RoleSet roles_of(const std::string& sub) const { return *protocol::RoleSet::parse(links_.roles(sub)); }

  [[nodiscard]] tokens::Family with_roles(tokens::Family family) const {
    family.roles = roles_of(family.authorization.sub);
    return family;
  }

  static bool end(Row& row, Time now) {
    const bool lived = !row.revoked_at;
    row.revoked_at = row.revoked_at.value_or(now);
    return lived;
  }

  // A family that is not offline does not outlive its session.
  bool alive(const Row& row, Time now) {
    const tokens::Family& family = row.family;
    return !row.revoked_at && family.expires_at > now && family.idle_expires_at > now &&
           (family.offline || family.authorization.sid.empty() ||
            links_.session_alive(family.authorization.sid, now));
  }

  std::optional<std::string> revoke_product_of(const std::string& code_id, Time now) {
    const auto spent = spent_.find(code_id);
    const auto row = spent == spent_.end() ? rows_.end() : rows_.find(spent->second);
    return row != rows_.end() && end(row->second, now) ? std::optional(row->first) : std::nullopt;
  }

  void end_surplus(const tokens::Authorization& given, Time now, int cap, const std::string& newest) {
    std::vector<Row*> live;
    for (auto& [id, row] : rows_) {
      if (id != newest && row.family.authorization.sub == given.sub &&
          row.family.authorization.client_id == given.client_id && !row.revoked_at &&
          row.family.expires_at > now && row.family.idle_expires_at > now) {
        live.push_back(&row);
      }
    }
    std::stable_sort(live.begin(), live.end(),
                     [](const Row* a, const Row* b) { return a->family.created_at > b->family.created_at; });
    for (std::size_t i = static_cast<std::size_t>(std::max(cap, 1)) - 1; i < live.size(); ++i) {
      end(*live[i], now);
    }
  }

  std::map<std::string, std::string> spent_;  // code_id -> the family it was to produce
  std::map<std::string, Row> rows_;
  std::map<std::string, RevokedToken> revoked_tokens_;
};

}  // namespace signet::testing
