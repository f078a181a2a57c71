#include "app/logout_courier.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <typeinfo>
#include <utility>

#include "base/log.h"
#include "web/url.h"

namespace signet::app {
namespace {

using State = authorization::LogoutDelivery::State;

constexpr Milliseconds kLookEvery{1000};
constexpr int kPosters = 4;
constexpr std::size_t kMostHeld = 32;
constexpr Milliseconds kLease{30'000};       // several attempts
constexpr Milliseconds kFirstPause{5'000};   // doubled after each attempt
constexpr Milliseconds kLongestPause{3'600'000};
constexpr Milliseconds kGiveUpAfter{24 * 3'600'000};
constexpr int kMostRefusals = 3;             // of a client that answers, but does not accept
constexpr Milliseconds kSlow{1'000};
constexpr int kRestAfterSlowness = 4;        // times as long as it took

// [OIDC.BackChannel §2.8] 204 is what some frameworks make of an empty 200.
bool is_success(int status) { return status == 200 || status == 204; }

// The client is there and says no, which it will hardly say otherwise in an hour.
bool is_refusal(int status) { return status >= 300 && status < 500 && status != 408 && status != 429; }

// Between three and five quarters, so that what failed together does not come back together.
Milliseconds jittered(Milliseconds pause, Random& random) {
  std::array<std::uint8_t, 1> byte{};
  random.fill(byte);
  return pause * (384 + byte[0]) / 512;
}

Milliseconds pause_after(int attempts, Random& random) {
  const Milliseconds doubled = kFirstPause * (1 << std::min(attempts, 16));
  return jittered(std::min(doubled, kLongestPause), random);
}

std::string_view outcome_of(State state) {
  switch (state) {
    case State::pending: return "put_off";
    case State::delivered: return "delivered";
    case State::failed: return "failed";
    case State::unwanted: return "unwanted";
  }
  return "";
}

}  // namespace

LogoutCourier::LogoutCourier(Parts parts) : parts_(std::move(parts)) {
  threads_.emplace_back([this] { collect(); });
  for (int i = 0; i < kPosters; ++i) {
    threads_.emplace_back([this] { deliver(); });
  }
}

LogoutCourier::~LogoutCourier() {
  stop();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void LogoutCourier::stop() {
  {
    const std::lock_guard lock(mutex_);  // or a poster between its look and its sleep would miss it
    stopping_ = true;
  }
  work_.notify_all();
  parts_.bell.ring();
}

void LogoutCourier::collect() {
  bool reachable = true;
  while (!stopping_) {
    try {
      take_due();
      if (!std::exchange(reachable, true)) {
        log::info("logout_deliveries_back");
      }
    } catch (const std::exception& thrown) {
      // Only the type: a store's text may quote what was bound [S-D6].
      if (std::exchange(reachable, false)) {
        log::error("logout_deliveries_away", {{"type", typeid(thrown).name()}});
      }
    }
    parts_.bell.wait(kLookEvery);
  }
}

void LogoutCourier::take_due() {
  std::size_t room = 0;
  {
    const std::lock_guard lock(mutex_);
    room = kMostHeld - std::min(held_.size(), kMostHeld);
  }
  const Time now = parts_.clock.now();
  const auto next = room > 0 ? parts_.deliveries.next_due() : std::nullopt;
  if (!next || *next > now) {
    return;
  }
  auto taken = parts_.deliveries.take_due(now, now + kLease, static_cast<int>(room));
  const std::lock_guard lock(mutex_);
  held_.insert(held_.end(), std::make_move_iterator(taken.begin()), std::make_move_iterator(taken.end()));
  work_.notify_all();
}

std::deque<LogoutCourier::Delivery>::iterator LogoutCourier::next_deliverable() {
  return std::find_if(held_.begin(), held_.end(), [this](const Delivery& delivery) { return !busy_.contains(delivery.client_id); });
}

void LogoutCourier::deliver() {
  std::unique_lock lock(mutex_);
  for (;;) {
    work_.wait(lock, [this] { return stopping_ || next_deliverable() != held_.end(); });
    if (stopping_) {
      return;
    }
    const auto next = next_deliverable();
    const Delivery delivery = std::move(*next);
    held_.erase(next);
    busy_.insert(delivery.client_id);
    lock.unlock();
    try {
      attempt(delivery);
    } catch (const std::exception& thrown) {
      log::error("logout_delivery_interrupted", {{"client_id", delivery.client_id}, {"type", typeid(thrown).name()}});
    }
    lock.lock();
    busy_.erase(delivery.client_id);
    work_.notify_all();
    if (held_.empty()) {
      parts_.bell.ring();  // more may be due than there was room for
    }
  }
}

void LogoutCourier::attempt(Delivery delivery) {
  const Time begun = parts_.clock.now();
  if (begun >= delivery.next_attempt_at) {
    return;  // it waited here beyond its lease: it is somebody else's, or comes again
  }
  const auto client = parts_.registry.find(delivery.client_id);
  Milliseconds took{0};
  if (client == nullptr || client->disabled || !client->backchannel_logout_uri) {
    delivery.state = State::unwanted;
  } else if (begun >= delivery.created_at + kGiveUpAfter) {
    delivery.state = State::failed;
  } else {
    const std::string token = parts_.mint.logout_token(*client, delivery.sub, delivery.sid, begun);
    const int status = parts_.post(*client->backchannel_logout_uri, web::to_form({{"logout_token", token}}));
    const Time now = parts_.clock.now();
    took = now - begun;
    judge(delivery, status, now);
  }
  if (delivery.state == State::pending && !is_refusal(delivery.last_status)) {
    put_off(delivery.client_id, delivery.next_attempt_at);
  } else if (took > kSlow) {
    put_off(delivery.client_id, begun + took * (1 + kRestAfterSlowness));
  }
  parts_.deliveries.settle(delivery);
  parts_.metrics.logout_delivery(outcome_of(delivery.state));
  log::write(delivery.state == State::failed ? log::Level::warn : log::Level::info, "logout_delivery",
             {{"client_id", delivery.client_id},
              {"outcome", outcome_of(delivery.state)},
              {"attempt", std::int64_t{delivery.attempts + 1}},
              {"status", std::int64_t{delivery.last_status}},
              {"dur_ms", std::int64_t{took.count()}}});
}

void LogoutCourier::judge(Delivery& delivery, int status, Time now) const {
  delivery.last_status = status;
  delivery.next_attempt_at = now + pause_after(delivery.attempts, parts_.random);
  if (is_success(status)) {
    delivery.state = State::delivered;
  } else if ((is_refusal(status) && delivery.attempts + 1 >= kMostRefusals) ||
             delivery.next_attempt_at >= delivery.created_at + kGiveUpAfter) {
    delivery.state = State::failed;
  }
}

// In this order: what is taken meanwhile was taken before it was put off.
void LogoutCourier::put_off(const std::string& client_id, Time until) {
  parts_.deliveries.put_off(client_id, until);
  const std::lock_guard lock(mutex_);
  std::erase_if(held_, [&](const Delivery& delivery) { return delivery.client_id == client_id; });
}

}  // namespace signet::app
