// What the device authorization grant needs kept: a row for each device that waits for its person.
#pragma once

#include <optional>
#include <string>

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
  // good. `authorization.client_id` must be the client of the device.
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
};

// By how much a device that asks too soon has to slow down [RFC8628 §3.5].
inline constexpr Milliseconds kSlowDown{5000};

}  // namespace signet::tokens
