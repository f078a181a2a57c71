// Which clients have to be told that a session has ended, and what became of it [OIDC.BackChannel §2.5].
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace signet::authorization {

struct LogoutDelivery {
  enum class State {
    pending,
    delivered,
    failed,    // given up
    unwanted,  // the client is gone, or does not listen any more
  };
  std::string client_id;
  std::string sid;
  std::string sub;
  State state = State::pending;
  int attempts = 0;  // that came to an end
  Time next_attempt_at;
  int last_status = 0;  // of HTTP; 0: there was no answer
  Time created_at;
};

// Deliveries are written by whatever ends a session (SessionStore, AccountStore), in the same transaction: one for each
// client that has tokens from that session and registered a backchannel_logout_uri.
class LogoutStore {
 public:
  virtual ~LogoutStore() = default;

  // When the next delivery is due; nullopt where none is pending. One read.
  [[nodiscard]] virtual std::optional<Time> next_due() = 0;

  // Takes up to `limit` deliveries that are due, oldest first. Of any number of concurrent callers, on any number of
  // replicas, each delivery is given to one; it is due again at `lease_end`, unless settled before.
  [[nodiscard]] virtual std::vector<LogoutDelivery> take_due(Time now, Time lease_end, int limit) = 0;

  // What an attempt ended with: `delivery` with its new state and last_status, and its next_attempt_at where it stays
  // pending. Counts the attempt. Changes nothing that is not pending any more.
  virtual void settle(const LogoutDelivery& delivery) = 0;

  // Nothing pending for this client is due before `until`.
  virtual void put_off(const std::string& client_id, Time until) = 0;

  // The newest `limit` deliveries to this client, newest first.
  [[nodiscard]] virtual std::vector<LogoutDelivery> to_client(const std::string& client_id, int limit) = 0;
};

}  // namespace signet::authorization
