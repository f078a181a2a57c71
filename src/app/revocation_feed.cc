#include "app/revocation_feed.h"

#include "base/log.h"

namespace signet::app {
namespace {

constexpr Milliseconds kPause{250};
constexpr Seconds kPauseAfterFailure{1};
constexpr Seconds kAskEvery{1};     // whether Redis is there, when there is nothing to tell
constexpr Seconds kRefillEvery{60};

}  // namespace

RevocationFeed::RevocationFeed(Parts parts) : parts_(std::move(parts)), thread_([this] { run(); }) {}

RevocationFeed::~RevocationFeed() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void RevocationFeed::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    const Milliseconds pause = step(parts_.clock.now());
    lock.lock();
    wake_.wait_for(lock, pause, [this] { return stopping_; });
  }
}

std::vector<outbound::Redis::Entry> RevocationFeed::news(Time now) {
  std::vector<outbound::Redis::Entry> entries;
  const std::uint64_t version = parts_.revocations.version();
  if (version == seen_version_ && now < refill_at_) {
    return entries;
  }
  seen_version_ = version;
  for (const tokens::Revocation& revocation : parts_.revocations.list()) {
    Time& written = written_[revocation.id];
    if (revocation.expires_at > now && (now >= refill_at_ || written != revocation.expires_at)) {
      entries.push_back({kRevokedKeyPrefix + revocation.id, revocation.expires_at - now});
    }
    written = revocation.expires_at;
  }
  std::erase_if(written_, [&](const auto& entry) { return entry.second <= now; });
  return entries;
}

Milliseconds RevocationFeed::step(Time now) {
  const auto entries = news(now);
  if (entries.empty() && now < ask_at_) {
    return kPause;
  }
  ask_at_ = now + kAskEvery;
  const auto problem = parts_.write(entries);
  if (problem) {
    refill_at_ = Time{};
    parts_.metrics.revocation_feed("failed");
    if (!away_) {
      log::warn("revocation_feed_away", {{"problem", *problem}});
    }
    away_ = true;
    return kPauseAfterFailure;
  }
  if (away_) {
    log::info("revocation_feed_back", {{"written", static_cast<std::int64_t>(entries.size())}});
    away_ = false;
  }
  if (now >= refill_at_) {
    refill_at_ = now + kRefillEvery;
  }
  for (std::size_t i = 0; i < entries.size(); ++i) {
    parts_.metrics.revocation_feed("written");
  }
  return kPause;
}

}  // namespace signet::app
