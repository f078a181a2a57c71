// What the device authorization grant needs kept: a row for each device that waits for its person.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "tokens/authorization.h"

namespace signet::tokens {

// A device that asks to be signed in [RFC8628 §3.1]. Neither code is stored: of the device code there is a digest, of
// the user code, which has too few bits for that, a MAC under a key that is not in the database [R-ST-1].
struct WaitingDevice {
  std::string device_code_digest;  // base64url SHA-256
  std::string user_code_digest;    // base64url HMAC-SHA-256
  std::string client_id;
  protocol::ScopeSet scope;
  Milliseconds poll_interval{0};   // the least time between two polls
  Time created_at;
  Time expires_at;
  // Where a client asked for somebody by the back channel [OIDC.CIBA]; all three are empty for a device:
  std::string sub = {};              // who alone may decide
  std::string binding_message = {};  // what the client shows them, to compare
  std::string notification = {};     // how it is told of the decision; empty: it asks
};

// A decision that a client is to be told of [OIDC.CIBA §10.2].
struct DecisionNotice {
  std::string device_code_digest;
  std::string client_id;
  std::string notification;
  int attempts = 0;  // before this one
  Time expires_at;   // nobody can ask any more
};

class DeviceCodeStore {
 public:
  virtual ~DeviceCodeStore() = default;

  // False, and nothing is stored, where `most` devices are waiting already, or one of the codes is taken. Concurrent
  // callers may exceed `most` by their number.
  [[nodiscard]] virtual bool create(const WaitingDevice& device, int most, Time now) = 0;

  // The device under a user code, while nobody has decided and it has not expired.
  [[nodiscard]] virtual std::optional<WaitingDevice> find(const std::string& user_code_digest, Time now) = 0;

  // Of any number of concurrent approve() and deny(), exactly one decides and is told true; expired is undecided for
  // good. `authorization.client_id` must be the client of the device, and its sub the row's, where that names one. A decision
  // with a notification is due to be told at once.
  [[nodiscard]] virtual bool approve(const std::string& user_code_digest, const Authorization& authorization, Time now) = 0;
  virtual bool deny(const std::string& user_code_digest, Time now) = 0;

  enum class Poll {
    unknown,   // no such code, or another client's
    expired,
    too_soon,  // the interval has not passed; it is five seconds longer from now on [RFC8628 §3.5]
    pending,
    denied,
    approved,
  };
  struct Polled {
    Poll outcome = Poll::unknown;
    std::optional<Authorization> authorization;  // for approved
    Time expires_at;                             // of the code, for approved
  };
  // Of any number of concurrent polls in one interval, exactly one gets another answer than too_soon. An approved code
  // stays so: that it is redeemed once is FamilyStore::redeem_code()'s promise, under its digest.
  [[nodiscard]] virtual Polled poll(const std::string& device_code_digest, const std::string& client_id, Time now) = 0;

  // When the next notice is due; nullopt where none is.
  [[nodiscard]] virtual std::optional<Time> next_notice() = 0;
  // Takes up to `limit` that are due, oldest first. Of concurrent callers, on any number of replicas, each notice is given to one;
  // it is due again at `lease_end`, unless settled before.
  [[nodiscard]] virtual std::vector<DecisionNotice> take_notices(Time now, Time lease_end, int limit) = 0;
  // Counts an attempt. nullopt: it was the last.
  virtual void settle_notice(const std::string& device_code_digest, std::optional<Time> next_attempt_at) = 0;
};

// By how much a device that asks too soon has to slow down [RFC8628 §3.5].
inline constexpr Milliseconds kSlowDown{5000};

}  // namespace signet::tokens
