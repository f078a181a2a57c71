// Sessions and remembered consent in memory.
#pragma once

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "authorization/session_store.h"
#include "support/fake_links.h"

namespace signet::testing {

class FakeConsentStore final : public FakeStore, public authorization::ConsentStore {
 public:
  explicit FakeConsentStore(FakeLinks* links = nullptr) : FakeStore(links) {}

  struct Remembered {
    protocol::ScopeSet scope;
    std::string fingerprint;
    Time given_at{};
  };

  [[nodiscard]] std::vector<authorization::AppAccess> list(const std::string& sub, Time now) override {
    const auto guard = lock();
    std::map<std::string, authorization::AppAccess> apps;
    for (const auto& [client_id, since] : links_.clients_of_person(sub, now)) {
      apps[client_id] = {client_id, {}, since};
    }
    for (const auto& [key, row] : rows_) {
      if (key.first == sub) {
        apps[key.second] = {key.second, row.scope, row.given_at};
      }
    }
    std::vector<authorization::AppAccess> found;
    for (const auto& [client_id, app] : apps) {
      found.push_back(app);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.since > b.since; });
    return found;
  }

  void remember(const std::string& sub, const std::string& client_id, const protocol::ScopeSet& scope,
                const std::string& fingerprint, Time now) override {
    const auto guard = lock();
    Remembered& row = rows_[{sub, client_id}];
    row.scope = row.fingerprint == fingerprint ? row.scope.union_with(scope) : scope;
    row.fingerprint = fingerprint;
    row.given_at = now;
  }

  std::vector<std::string> withdraw(const std::string& sub, const std::string& client_id, Time now) override {
    const auto guard = lock();
    rows_.erase({sub, client_id});
    return links_.end_families({.sub = sub, .client_id = client_id}, now);
  }

  [[nodiscard]] Remembered remembered(const std::string& sub, const std::string& client_id) {
    const auto guard = lock();
    const auto row = rows_.find({sub, client_id});
    return row == rows_.end() ? Remembered{} : row->second;
  }

  void forget(const std::string& sub, const std::string& client_id) {
    const auto guard = lock();
    std::erase_if(rows_, [&](const auto& row) {
      return (sub.empty() || row.first.first == sub) && (client_id.empty() || row.first.second == client_id);
    });
  }

 private:
  std::map<std::pair<std::string, std::string>, Remembered> rows_;
};

class FakeSessionStore final : public FakeStore, public authorization::SessionStore {
 public:
  using FindAccount = std::function<std::optional<accounts::Account>(const std::string& sub)>;

  // Alone, a session's person is found by `find_account`; consents come from `consents`, if there is one.
  FakeSessionStore(FindAccount find_account, FakeConsentStore* consents, FakeLinks* links = nullptr)
      : FakeStore(links), find_account_(std::move(find_account)), consents_(consents) {}

  std::string begin(const authorization::Session& session, const std::string& replaced_digest,
                    Time now) override {
    const auto guard = lock();
    authorization::Session begun = session;
    if (const auto replaced = rows_.find(replaced_digest); replaced != rows_.end()) {
      if (replaced->second.sub == session.sub) {
        begun.sid = replaced->second.sid;
        rows_.erase(replaced);
      } else {
        finish(replaced, now);
      }
    }
    rows_[session.cookie_digest] = begun;
    return begun.sid;
  }

  [[nodiscard]] std::optional<authorization::SessionView> view(const std::string& cookie_digest,
                                                               const std::string& client_id, Time now,
                                                               Time idle_since) override {
    const auto guard = lock();
    const auto row = rows_.find(cookie_digest);
    if (row == rows_.end() || row->second.expires_at <= now || row->second.last_seen_at <= idle_since) {
      return std::nullopt;
    }
    auto account = find_account_(row->second.sub);
    if (!account || account->disabled) {
      return std::nullopt;
    }
    account->password_hash.clear();
    const auto consent =
        consents_ ? consents_->remembered(row->second.sub, client_id) : FakeConsentStore::Remembered{};
    return authorization::SessionView{row->second, *account, consent.scope, consent.fingerprint};
  }

  void touch(const std::string& cookie_digest, Time now) override {
    const auto guard = lock();
    if (const auto row = rows_.find(cookie_digest); row != rows_.end()) {
      row->second.last_seen_at = std::max(row->second.last_seen_at, now);
    }
  }

  std::optional<authorization::EndedSession> end(const std::string& cookie_digest, Time now) override {
    const auto guard = lock();
    const auto row = rows_.find(cookie_digest);
    return row == rows_.end() ? std::nullopt : std::optional(finish(row, now));
  }

  [[nodiscard]] bool alive(const std::string& sid, Time now) {
    const auto guard = lock();
    return std::any_of(rows_.begin(), rows_.end(),
                       [&](const auto& row) { return row.second.sid == sid && row.second.expires_at > now; });
  }

  void end_all_of(const std::string& sub, Time now) {
    const auto guard = lock();
    for (auto row = rows_.begin(); row != rows_.end();) {
      const auto next = std::next(row);
      if (row->second.sub == sub) {
        finish(row, now);
      }
      row = next;
    }
  }

 private:
  using Rows = std::map<std::string, authorization::Session>;

  authorization::EndedSession finish(Rows::iterator row, Time now) {
    authorization::EndedSession ended;
    ended.sid = row->second.sid;
    ended.sub = row->second.sub;
    ended.clients = links_.clients_of_session(ended.sid);
    ended.families = links_.end_families({.sid = ended.sid, .spare_offline = true}, now);
    for (const std::string& client_id : ended.clients) {
      if (links_.hears_logout(client_id)) {
        links_.queue_logout(client_id, ended.sid, ended.sub, now);
      }
    }
    rows_.erase(row);
    return ended;
  }

  FindAccount find_account_;
  FakeConsentStore* consents_;
  Rows rows_;
};

}  // namespace signet::testing
