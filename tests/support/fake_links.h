// How the fake stores see each other, so that each can be used alone in the tests of its own room: one lock
// for all, and the few questions and effects that cross from one store into another.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace signet::testing {

// Which token families an act ends: those that agree with every member that is set.
struct FakeFamilyFilter {
  std::optional<std::string> sub = {};
  std::optional<std::string> client_id = {};
  std::optional<std::string> sid = {};
  bool spare_offline = false;
};

// A store that stands alone meets a world in which every person is enabled, every session lives, and nothing
// else is kept. Tests may overwrite a member to say otherwise.
struct FakeLinks {
  std::recursive_mutex mutex;
  std::function<bool(const std::string& sub)> account_enabled = [](const std::string&) { return true; };
  std::function<std::string(const std::string& sub)> roles = [](const std::string&) { return std::string(); };  // separated by spaces
  std::function<bool(const std::string& client_id)> client_enabled = [](const std::string&) { return true; };
  std::function<bool(const std::string& sid, Time now)> session_alive = [](const std::string&, Time) {
    return true;
  };
  std::function<void(const std::string& sub, Time now)> end_sessions = [](const std::string&, Time) {};
  std::function<void(const std::string& sub, const std::string& client_id)> forget_consents =
      [](const std::string&, const std::string&) {};  // an empty text means any
  std::function<void(const std::string& sub)> end_proofs = [](const std::string&) {};
  std::function<std::vector<std::string>(const FakeFamilyFilter&, Time now)> end_families =
      [](const FakeFamilyFilter&, Time) { return std::vector<std::string>(); };
  std::function<std::vector<std::string>(const std::string& sid)> clients_of_session =
      [](const std::string&) { return std::vector<std::string>(); };  // each once, in order
  std::function<std::map<std::string, Time>(const std::string& sub, Time now)> clients_of_person =
      [](const std::string&, Time) { return std::map<std::string, Time>(); };  // with a living family, and since when
  std::function<bool(const std::string& client_id)> hears_logout = [](const std::string&) { return false; };
  std::function<void(const std::string& client_id, const std::string& sid, const std::string& sub, Time now)>
      queue_logout = [](const std::string&, const std::string&, const std::string&, Time) {};
};

// Base of every fake: stands alone, or shares links with others.
class FakeStore {
 public:
  explicit FakeStore(FakeLinks* links) : links_(links != nullptr ? *links : alone_) {}
  [[nodiscard]] FakeLinks& links() { return links_; }

 protected:
  [[nodiscard]] std::unique_lock<std::recursive_mutex> lock() { return std::unique_lock(links_.mutex); }

  FakeLinks alone_;
  FakeLinks& links_;
};

}  // namespace signet::testing
