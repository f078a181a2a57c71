#include "tokens/revocations.h"

#include <algorithm>
#include <mutex>

namespace signet::tokens {
namespace {

constexpr Seconds kOverlap{15};

}  // namespace

bool Revocations::contains(std::string_view jti) const {
  const std::shared_lock lock(mutex_);
  if (revoked_.empty()) {
    return false;
  }
  return revoked_.contains(jti) || revoked_.contains(jti.substr(0, jti.find('.')));
}

void Revocations::add(const Revocation& revocation) {
  const std::unique_lock lock(mutex_);
  Time& expires_at = revoked_[revocation.id];
  expires_at = std::max(expires_at, revocation.expires_at);
  ++version_;
}

std::vector<Revocation> Revocations::list() const {
  const std::shared_lock lock(mutex_);
  std::vector<Revocation> all;
  all.reserve(revoked_.size());
  for (const auto& [id, expires_at] : revoked_) {
    all.push_back({id, expires_at});
  }
  return all;
}

void Revocations::poll(RevocationStore& store, Time now) {
  const Time since = polled_at_ == Time{} ? Time{} : polled_at_ - kOverlap;
  const std::vector<Revocation> news = store.revoked_since(since, now);
  const std::unique_lock lock(mutex_);
  for (const Revocation& revocation : news) {
    Time& expires_at = revoked_[revocation.id];
    if (expires_at != revocation.expires_at) {  // the overlap brings most of them again
      expires_at = revocation.expires_at;
      ++version_;
    }
  }
  std::erase_if(revoked_, [&](const auto& entry) { return entry.second <= now; });
  polled_at_ = now;
}

}  // namespace signet::tokens
