// Accounts and the counters of wrong passwords in memory.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "accounts/account_store.h"
#include "base/text.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeAccountStore final : public FakeStore, public accounts::AccountStore {
 public:
  explicit FakeAccountStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] std::optional<accounts::Account> find(const std::string& sub) override {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    return row == rows_.end() ? std::nullopt : std::optional(row->second);
  }

  [[nodiscard]] std::optional<accounts::Account> find_by_email(const std::string& email) override {
    const auto guard = lock();
    const auto row =
        std::find_if(rows_.begin(), rows_.end(), [&](const auto& r) { return same(r.second.email, email); });
    return row == rows_.end() ? std::nullopt : std::optional(row->second);
  }

  [[nodiscard]] std::vector<accounts::Account> list(const std::string& after_sub, int limit) override {
    const auto guard = lock();
    std::vector<accounts::Account> page;
    for (auto row = rows_.upper_bound(after_sub); row != rows_.end() && static_cast<int>(page.size()) < limit;
         ++row) {
      page.push_back(row->second);
    }
    return page;
  }

  [[nodiscard]] bool create(const accounts::Account& account) override {
    const auto guard = lock();
    if (ever_taken_.contains(account.sub) || taken_by_other(account.email, account.sub)) {
      return false;
    }
    ever_taken_.insert(account.sub);
    rows_[account.sub] = account;
    return true;
  }

  [[nodiscard]] Update update(const std::string& sub, const std::string& email, bool email_verified,
                              const std::string& claims, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    if (row == rows_.end()) {
      return Update::not_found;
    }
    if (taken_by_other(email, sub)) {
      return Update::email_taken;
    }
    row->second.email = email;
    row->second.email_verified = email_verified;
    row->second.claims = claims;
    row->second.updated_at = now;
    return Update::done;
  }

  [[nodiscard]] bool set_password(const std::string& sub, const std::string& password_hash,
                                  Time now) override {
    const auto guard = lock();
    links_.end_proofs(sub);
    return change(sub, now, [&](accounts::Account& account) { account.password_hash = password_hash; });
  }

  [[nodiscard]] bool set_disabled(const std::string& sub, bool disabled, Time now) override {
    return change(sub, now, [&](accounts::Account& account) { account.disabled = disabled; });
  }

  [[nodiscard]] bool remove(const std::string& sub, Time now) override {
    const auto guard = lock();
    if (!change(sub, now, [](accounts::Account&) {})) {
      return false;
    }
    links_.end_proofs(sub);
    links_.forget_consents(sub, "");
    rows_.erase(sub);
    return true;
  }

  [[nodiscard]] bool set_roles(const std::string& sub, const protocol::RoleSet& old_roles,
                               const protocol::RoleSet& roles, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    if (row == rows_.end() || row->second.roles != old_roles) {
      return false;
    }
    if (!roles.includes(old_roles)) {
      (void)change(sub, now, [](accounts::Account&) {});
    }
    row->second.roles = roles;
    row->second.updated_at = now;
    return true;
  }

  [[nodiscard]] protocol::RoleSet roles(const std::string& sub) {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    return row == rows_.end() ? protocol::RoleSet() : row->second.roles;
  }

  void rehash(const std::string& sub, const std::string& old_hash, const std::string& new_hash) override {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    if (row != rows_.end() && row->second.password_hash == old_hash) {
      row->second.password_hash = new_hash;
    }
  }

  [[nodiscard]] bool enabled(const std::string& sub) {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    return row != rows_.end() && !row->second.disabled;
  }

 private:
  static bool same(const std::string& a, const std::string& b) { return ascii_lower(a) == ascii_lower(b); }

  bool taken_by_other(const std::string& email, const std::string& sub) {
    return std::any_of(rows_.begin(), rows_.end(),
                       [&](const auto& row) { return row.first != sub && same(row.second.email, email); });
  }

  template <typename Change>
  bool change(const std::string& sub, Time now, Change apply) {
    const auto guard = lock();
    const auto row = rows_.find(sub);
    if (row == rows_.end()) {
      return false;
    }
    apply(row->second);
    row->second.updated_at = now;
    links_.end_sessions(sub, now);
    links_.end_families({.sub = sub}, now);
    return true;
  }

  std::map<std::string, accounts::Account> rows_;
  std::set<std::string> ever_taken_;
};

class FakeFailureStore final : public FakeStore, public accounts::FailureStore {
 public:
  explicit FakeFailureStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  [[nodiscard]] Failures failures(const std::string& key, Time forget_before) override {
    const auto guard = lock();
    const auto row = rows_.find(key);
    return row == rows_.end() || row->second.last_at < forget_before ? Failures{} : row->second;
  }

  Failures record(const std::string& key, Time now, Time forget_before) override {
    const auto guard = lock();
    Failures& row = rows_[key];
    row.count = row.last_at < forget_before ? 1 : row.count + 1;
    row.last_at = std::max(row.last_at, now);
    return row;
  }

  void clear(const std::string& key) override {
    const auto guard = lock();
    rows_.erase(key);
  }

 private:
  std::map<std::string, Failures> rows_;
};

}  // namespace signet::testing
