// Device authorization [RFC8628]: the two codes of a device that waits, one for the device and one for the person. What a client asks
// for by the back channel [OIDC.CIBA] waits in the same way: its auth_req_id is the device's code, and a request_id, which stands in
// the link that the person gets, the person's.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "crypto/seal.h"
#include "tokens/device_code_store.h"

namespace signet::tokens {

class DeviceCodes {
 public:
  static constexpr Seconds kLifetime{600};
  static constexpr Seconds kInterval{5};
  // How many devices may wait at once: these rows are written for strangers [R-DOS-6].
  static constexpr int kMostWaiting = 20000;

  DeviceCodes(const crypto::MasterKeys& keys, DeviceCodeStore& store, Random& random, int most_waiting = kMostWaiting);

  struct Begun {
    std::string device_code;  // 256 bits, 43 characters
    std::string user_code;    // as shown_user_code() takes it
  };
  // nullopt: too many devices are waiting.
  [[nodiscard]] std::optional<Begun> begin(const std::string& client_id, const protocol::ScopeSet& scope, Time now) const;

  struct BackchannelRequest {
    std::string client_id;
    protocol::ScopeSet scope;
    std::string sub;                 // who is asked
    std::string binding_message;
    std::string notification_token;  // of a client that wants to be told; else empty
    Seconds lifetime = kLifetime;
  };
  // auth_req_id; nullopt: too many are waiting.
  [[nodiscard]] std::optional<std::string> begin(const BackchannelRequest& request, Time now) const;
  // The person's name for it, which opens nothing to anybody else: they alone may decide.
  [[nodiscard]] static std::string request_id(std::string_view auth_req_id);

  struct Notification {
    std::string auth_req_id;
    std::string token;
  };
  // What a notice tells the client, and the token that proves to it who tells; nullopt: sealed under a key that is gone.
  [[nodiscard]] std::optional<Notification> notification(const DecisionNotice& notice) const;

  // For the browser. `user_code` as user_code_from() gives it, or a request_id; the promises are those of DeviceCodeStore.
  [[nodiscard]] std::optional<WaitingDevice> find(std::string_view user_code, Time now) const;
  [[nodiscard]] bool approve(std::string_view user_code, const Authorization& authorization, Time now) const;
  void deny(std::string_view user_code, Time now) const;

  // For the device, or the client, by the digest of its code.
  [[nodiscard]] DeviceCodeStore::Polled poll(const std::string& digest, const std::string& client_id, Time now) const;

 private:
  // Under each master key, the newest first: a row may have been written under the one before.
  [[nodiscard]] std::vector<std::string> digests(std::string_view user_code) const;

  crypto::Authenticator authenticator_;
  crypto::Sealer notifications_;
  std::vector<std::string> key_ids_;
  DeviceCodeStore& store_;
  Random& random_;
  int most_waiting_;
};

// What the database knows a device code by; FamilyStore::redeem_code() spends it under this name.
[[nodiscard]] std::string device_code_digest(std::string_view device_code);
// The same for an auth_req_id; no text is both.
[[nodiscard]] std::string auth_req_id_digest(std::string_view auth_req_id);

}  // namespace signet::tokens
