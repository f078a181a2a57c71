#include "clients/logos.h"

#include <exception>

#include "crypto/digest.h"

namespace signet::clients {
namespace {

constexpr std::size_t kMostLogos = 256;
constexpr std::size_t kMostBytes = 16 * 1024 * 1024;
constexpr std::size_t kLongestQueue = 64;
constexpr Seconds kFreshFor{24 * 3600};
constexpr Seconds kTryAgainAfter{600};

std::shared_ptr<const Logo> logo_from(std::optional<std::string> body) {
  const auto type = body && body->size() <= kLargestLogo ? picture_type(*body) : std::nullopt;
  if (!type) {
    return nullptr;
  }
  std::string etag = '"' + crypto::sha256_base64url(*body) + '"';
  return std::make_shared<const Logo>(Logo{*type, *std::move(body), std::move(etag)});
}

}  // namespace

std::optional<std::string_view> picture_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1A\n")) {
    return "image/png";
  }
  if (bytes.starts_with("\xFF\xD8\xFF")) {
    return "image/jpeg";
  }
  if (bytes.starts_with("RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") {
    return "image/webp";
  }
  return std::nullopt;
}

Logos::Logos(Fetch fetch) : fetch_(std::move(fetch)) {
  if (fetch_) {
    thread_ = std::thread([this] { run(); });
  }
}

Logos::~Logos() {
  if (thread_.joinable()) {
    {
      const std::scoped_lock lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }
}

std::shared_ptr<const Logo> Logos::find(const Client& client, Time now) {
  if (!fetch_ || !client.logo_uri) {
    return nullptr;
  }
  const std::scoped_lock lock(mutex_);
  Entry& entry = entry_of(client);
  if (!entry.wanted && now - entry.asked_at >= (entry.logo ? kFreshFor : kTryAgainAfter)) {
    want(entry, now);
  }
  auto logo = entry.logo;
  stay_bounded();
  return logo;
}

// The client's, moved to the front; a new one where it has none, or has chosen another logo since.
Logos::Entry& Logos::entry_of(const Client& client) {
  if (const auto found = by_client_.find(client.client_id); found != by_client_.end()) {
    if (found->second->uri == *client.logo_uri) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return entries_.front();
    }
    forget(found->second);
  }
  entries_.push_front({client.client_id, *client.logo_uri, nullptr, false, Time{}});
  by_client_[client.client_id] = entries_.begin();
  return entries_.front();
}

// Where too many wait, it is not even asked for: the next who shows the client tries again.
void Logos::want(Entry& entry, Time now) {
  if (queue_.size() < kLongestQueue) {
    entry.wanted = true;
    entry.asked_at = now;
    queue_.emplace_back(entry.client_id, entry.uri);
    wake_.notify_all();
  }
}

void Logos::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (stopping_) {
      return;
    }
    const auto [client_id, uri] = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    std::shared_ptr<const Logo> logo;
    try {
      logo = logo_from(fetch_(uri));
    } catch (const std::exception&) {
      // Deliberate: a page without a logo is a page. Nobody is told why [R-SSRF-7].
    }
    lock.lock();
    keep(client_id, uri, std::move(logo));
  }
}

void Logos::keep(const std::string& client_id, const std::string& uri, std::shared_ptr<const Logo> logo) {
  const auto found = by_client_.find(client_id);
  if (found == by_client_.end() || found->second->uri != uri) {
    return;  // nobody has shown it for a while, or the client has another one by now
  }
  Entry& entry = *found->second;
  entry.wanted = false;
  if (logo) {  // otherwise an old one is better than none
    bytes_ += logo->bytes.size() - (entry.logo ? entry.logo->bytes.size() : 0);
    entry.logo = std::move(logo);
    stay_bounded();
  }
}

void Logos::stay_bounded() {
  while (entries_.size() > kMostLogos || bytes_ > kMostBytes) {
    forget(std::prev(entries_.end()));
  }
}

void Logos::forget(Entries::iterator entry) {
  bytes_ -= entry->logo ? entry->logo->bytes.size() : 0;
  by_client_.erase(entry->client_id);
  entries_.erase(entry);
}

}  // namespace signet::clients
