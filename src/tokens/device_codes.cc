#include "tokens/device_codes.h"

#include <algorithm>

#include "base/base64url.h"
#include "base/json.h"
#include "crypto/digest.h"
#include "protocol/user_code.h"

namespace signet::tokens {
namespace {

// A device that waits exactly as long as it was told must not seem too early because its last request was slow.
constexpr Milliseconds kGrace{1000};

}  // namespace

DeviceCodes::DeviceCodes(const crypto::MasterKeys& keys, DeviceCodeStore& store, Random& random, int most_waiting)
    : authenticator_(keys, "user code"), notifications_(keys, "backchannel notification"), store_(store), random_(random), most_waiting_(most_waiting) {
  for (const crypto::MasterKeys::Key& key : keys.all()) {
    key_ids_.push_back(key.id);
  }
}

std::vector<std::string> DeviceCodes::digests(std::string_view user_code) const {
  std::vector<std::string> digests;
  for (const std::string& key_id : key_ids_) {
    digests.push_back(base64url_encode(authenticator_.mac_under(key_id, user_code).value()));
  }
  return digests;
}

std::optional<DeviceCodes::Begun> DeviceCodes::begin(const std::string& client_id, const protocol::ScopeSet& scope, Time now) const {
  // Twice, because the user code may be another device's at the moment: one time in a million when all places are taken.
  for (int attempt = 0; attempt < 2; ++attempt) {
    Begun begun{random_id(random_), protocol::new_user_code(random_)};
    const WaitingDevice device{device_code_digest(begun.device_code), digests(begun.user_code).front(), client_id, scope,
                               kInterval - kGrace,                    now,                              now + kLifetime};
    if (store_.create(device, most_waiting_, now)) {
      return begun;
    }
  }
  return std::nullopt;
}

std::optional<std::string> DeviceCodes::begin(const BackchannelRequest& request, Time now) const {
  std::string auth_req_id = random_id(random_);
  WaitingDevice waiting;
  waiting.device_code_digest = auth_req_id_digest(auth_req_id);
  waiting.user_code_digest = digests(request_id(auth_req_id)).front();
  waiting.client_id = request.client_id;
  waiting.scope = request.scope;
  waiting.poll_interval = kInterval - kGrace;
  waiting.created_at = now;
  waiting.expires_at = now + request.lifetime;
  waiting.sub = request.sub;
  waiting.binding_message = request.binding_message;
  if (!request.notification_token.empty()) {
    const Json told = {{"auth_req_id", auth_req_id}, {"token", request.notification_token}};
    waiting.notification = notifications_.seal(told.dump(), waiting.device_code_digest, random_);
  }
  return store_.create(waiting, most_waiting_, now) ? std::optional(std::move(auth_req_id)) : std::nullopt;
}

std::string DeviceCodes::request_id(std::string_view auth_req_id) { return crypto::sha256_base64url("request_id " + std::string(auth_req_id)); }

std::optional<DeviceCodes::Notification> DeviceCodes::notification(const DecisionNotice& notice) const {
  const auto opened = notifications_.open(notice.notification, notice.device_code_digest);
  const auto told = opened ? parse_json_object(*opened) : std::nullopt;
  if (!told) {
    return std::nullopt;
  }
  return Notification{told->value("auth_req_id", ""), told->value("token", "")};
}

std::optional<WaitingDevice> DeviceCodes::find(std::string_view user_code, Time now) const {
  for (const std::string& digest : digests(user_code)) {
    if (auto device = store_.find(digest, now)) {
      return device;
    }
  }
  return std::nullopt;
}

bool DeviceCodes::approve(std::string_view user_code, const Authorization& authorization, Time now) const {
  const auto all = digests(user_code);
  return std::any_of(all.begin(), all.end(), [&](const std::string& digest) { return store_.approve(digest, authorization, now); });
}

void DeviceCodes::deny(std::string_view user_code, Time now) const {
  for (const std::string& digest : digests(user_code)) {
    store_.deny(digest, now);
  }
}

DeviceCodeStore::Polled DeviceCodes::poll(const std::string& digest, const std::string& client_id, Time now) const {
  return store_.poll(digest, client_id, now);
}

std::string device_code_digest(std::string_view device_code) { return crypto::sha256_base64url(device_code); }

std::string auth_req_id_digest(std::string_view auth_req_id) { return crypto::sha256_base64url("auth_req_id " + std::string(auth_req_id)); }

}  // namespace signet::tokens
