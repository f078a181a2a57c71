#include "app/decision_courier.h"

#include <algorithm>
#include <typeinfo>
#include <utility>
#include <vector>

#include "base/json.h"
#include "base/log.h"

namespace signet::app {
namespace {

constexpr Milliseconds kLookEvery{1000};
constexpr int kMostAtOnce = 8;
constexpr Milliseconds kLease{30'000};
constexpr Milliseconds kFirstPause{2'000};  // doubled after each attempt

// [CB-07] The client's server has trouble; whatever else it answers, a redirect and 401 included, it will not say otherwise later.
bool is_worth_another_try(int status) { return status == 0 || status == 429 || status >= 500; }

}  // namespace

DecisionCourier::DecisionCourier(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

DecisionCourier::~DecisionCourier() {
  stop();
  thread_.join();
}

void DecisionCourier::stop() {
  stopping_ = true;
  parts_.bell.ring();
}

void DecisionCourier::run() {
  bool reachable = true;
  while (!stopping_) {
    try {
      tell_due();
      if (!std::exchange(reachable, true)) {
        log::info("decision_notices_back");
      }
    } catch (const std::exception& thrown) {
      // Only the type: a store's text may quote what was bound [S-D6].
      if (std::exchange(reachable, false)) {
        log::error("decision_notices_away", {{"type", typeid(thrown).name()}});
      }
    }
    parts_.bell.wait(kLookEvery);
  }
}

void DecisionCourier::tell_due() {
  while (!stopping_) {
    const Time now = parts_.clock.now();
    const auto next = parts_.store.next_notice();
    if (!next || *next > now) {
      return;
    }
    std::vector<std::thread> threads;
    for (tokens::DecisionNotice& notice : parts_.store.take_notices(now, now + kLease, kMostAtOnce)) {
      threads.emplace_back([this, notice = std::move(notice)] {
        try {
          tell(notice);
        } catch (const std::exception& thrown) {
          log::error("decision_notice_interrupted", {{"client_id", notice.client_id}, {"type", typeid(thrown).name()}});
        }
      });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
  }
}

void DecisionCourier::tell(const tokens::DecisionNotice& notice) {
  const auto client = parts_.registry.find(notice.client_id);
  const auto notification = parts_.device_codes.notification(notice);
  const bool wanted = client != nullptr && !client->disabled && client->wants_ping && notification && parts_.clock.now() < notice.expires_at;
  if (!wanted) {
    parts_.store.settle_notice(notice.device_code_digest, std::nullopt);
    return;
  }
  const int status = parts_.post(*client->backchannel_client_notification_endpoint, notification->token,
                                 Json{{"auth_req_id", notification->auth_req_id}}.dump());
  const Time next = parts_.clock.now() + kFirstPause * (1 << std::min(notice.attempts, 10));
  const bool again = is_worth_another_try(status) && next < notice.expires_at;
  parts_.store.settle_notice(notice.device_code_digest, again ? std::optional(next) : std::nullopt);
  log::info("decision_notice", {{"client_id", notice.client_id},
                                {"outcome", again ? "put_off" : status >= 200 && status < 300 ? "delivered" : "failed"},
                                {"attempt", std::int64_t{notice.attempts + 1}},
                                {"status", std::int64_t{status}}});
}

}  // namespace signet::app
