// Who is signed in at the demo. Tokens stay on the server; a browser holds nothing but an unguessable id.
#pragma once

#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/random.h"
#include "base/time.h"
#include "demo/account.h"

namespace signet::demo {

// In memory, because a demo may forget: at most a hundred sessions of eight hours, the oldest gives way.
// Thread-safe.
class Sessions {
 public:
  static constexpr std::size_t kMost = 100;
  static constexpr Seconds kLifetime{8 * 3600};

  // The id of a new session.
  [[nodiscard]] std::string open(Account account, Random& random, Time now);
  [[nodiscard]] std::optional<Account> find(const std::string& id, Time now) const;
  // No effect where the session has ended meanwhile.
  void update(const std::string& id, Account account);
  void close(const std::string& id);

 private:
  struct Session {
    Account account;
    Time opened_at;
    std::list<std::string>::iterator place;
  };

  mutable std::mutex mutex_;
  std::unordered_map<std::string, Session> sessions_;
  std::list<std::string> by_age_;  // ids, the oldest first
};

}  // namespace signet::demo
