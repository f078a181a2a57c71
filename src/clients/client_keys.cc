#include "clients/client_keys.h"

#include <algorithm>

#include "base/json.h"
#include "base/log.h"
#include "base/unavailable.h"

namespace signet::clients {
namespace {

constexpr std::size_t kDeepest = 16;  // [R-SSRF-6]

// Whether `span` has passed since `then`; also where a clock was set back by as much, or it would never pass.
bool passed(Time then, Seconds span, Time now) { return now - then >= span || then - now >= span; }

bool has(const jose::KeySet& keys, std::string_view kid) {
  return std::any_of(keys.keys().begin(), keys.keys().end(), [&](const auto& key) { return key->kid() == kid; });
}

}  // namespace

// One of the threads that stand still here: leaving says so, whatever happened.
class ClientKeys::Blocked {
 public:
  Blocked(const ClientKeys& keys, std::unique_lock<std::mutex>& lock) : keys_(keys), lock_(lock) { ++keys_.blocked_; }
  ~Blocked() {
    if (!lock_.owns_lock()) {
      lock_.lock();
    }
    --keys_.blocked_;
  }
  Blocked(const Blocked&) = delete;
  Blocked& operator=(const Blocked&) = delete;

 private:
  const ClientKeys& keys_;
  std::unique_lock<std::mutex>& lock_;
};

std::shared_ptr<const jose::KeySet> ClientKeys::Place::usable(Time now) const {
  return keys != nullptr && !passed(fetched_at, kLongest, now) ? keys : nullptr;
}

bool ClientKeys::Place::is_due(std::optional<std::string_view> kid, Time now) const {
  if (failed_at && !passed(*failed_at, kNegative, now)) {
    return false;
  }
  if (keys == nullptr || passed(fetched_at, kFresh, now)) {
    return true;
  }
  return kid && !has(*keys, *kid) && passed(fetched_at, kPause, now);
}

ClientKeys::ClientKeys(Fetch fetch) : fetch_(std::move(fetch)) {}

std::shared_ptr<const jose::KeySet> ClientKeys::keys(const Client& client, std::optional<std::string_view> kid,
                                                     Time now) const {
  if (client.disabled) {
    return nullptr;
  }
  if (client.keys != nullptr || !client.jwks_uri || !fetch_) {
    return client.keys;
  }
  std::unique_lock lock(mutex_);
  const auto place = place_of(*client.jwks_uri);
  if (!place->is_due(kid, now)) {
    return place->usable(now);
  }
  if (const auto known = place->usable(now); place->fetching && known && (!kid || has(*known, *kid))) {
    return known;  // somebody looks for newer ones already
  }
  if (blocked_ >= kMostBlocked) {
    throw Unavailable("too many requests wait for clients' keys");
  }
  const Blocked blocked(*this, lock);
  if (place->fetching) {
    settled_.wait(lock, [&] { return !place->fetching; });
  } else {
    fetch(*place, client, now, lock);
  }
  return place->usable(now);
}

jose::KeySource ClientKeys::source(const Client& client, Time now) const {
  return [this, &client, now](const Json& header, const Json&) {
    const auto kid = string_member(header, "kid");
    const auto alg = jose::alg_from(string_member(header, "alg").value_or(""));
    const auto found = keys(client, kid, now);
    return found && alg ? found->candidates(kid, *alg) : std::vector<std::shared_ptr<const jose::PublicKey>>();
  };
}

std::shared_ptr<ClientKeys::Place> ClientKeys::place_of(const std::string& url) const {
  auto found = places_.find(url);
  if (found == places_.end()) {
    if (places_.size() >= kMostKept) {
      // A place that is being fetched stays, or there would be two fetches of one URL.
      places_.erase(std::min_element(places_.begin(), places_.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second->fetching, a.second->last_asked) < std::pair(b.second->fetching, b.second->last_asked);
      }));
    }
    found = places_.emplace(url, std::make_shared<Place>()).first;
  }
  found->second->last_asked = ++asked_;
  return found->second;
}

void ClientKeys::fetch(Place& place, const Client& client, Time now, std::unique_lock<std::mutex>& lock) const {
  place.fetching = true;
  std::shared_ptr<const jose::KeySet> fresh;
  const char* problem = "unreachable";
  lock.unlock();
  try {
    if (const auto document = fetch_(*client.jwks_uri)) {
      problem = "not a usable key set";
      const auto json = parse_json_object(*document, kDeepest);
      if (auto imported = jose::import_jwks(json.value_or(Json()))) {
        fresh = std::make_shared<const jose::KeySet>(std::move(*imported));
      }
    }
  } catch (const std::exception&) {
    problem = "failed";
  }
  if (fresh == nullptr) {
    log::warn("client_keys_unavailable", {{"client_id", client.client_id}, {"problem", problem}});
  }
  lock.lock();
  if (fresh != nullptr) {
    place.keys = std::move(fresh);
    place.fetched_at = now;
    place.failed_at.reset();
  } else {
    place.failed_at = now;
  }
  place.fetching = false;
  settled_.notify_all();
}

}  // namespace signet::clients
