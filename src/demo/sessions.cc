#include "demo/sessions.h"

namespace signet::demo {

std::string Sessions::open(Account account, Random& random, Time now) {
  std::string id = random_id(random);
  const std::lock_guard lock(mutex_);
  if (sessions_.size() == kMost) {
    sessions_.erase(by_age_.front());
    by_age_.pop_front();
  }
  by_age_.push_back(id);
  sessions_.emplace(id, Session{std::move(account), now, std::prev(by_age_.end())});
  return id;
}

std::optional<Account> Sessions::find(const std::string& id, Time now) const {
  const std::lock_guard lock(mutex_);
  const auto found = sessions_.find(id);
  if (found == sessions_.end() || now >= found->second.opened_at + kLifetime) {
    return std::nullopt;
  }
  return found->second.account;
}

void Sessions::update(const std::string& id, Account account) {
  const std::lock_guard lock(mutex_);
  if (const auto found = sessions_.find(id); found != sessions_.end()) {
    found->second.account = std::move(account);
  }
}

void Sessions::close(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = sessions_.find(id); found != sessions_.end()) {
    by_age_.erase(found->second.place);
    sessions_.erase(found);
  }
}

}  // namespace signet::demo
