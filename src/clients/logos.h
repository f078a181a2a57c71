// Clients' logos: fetched in the background, kept in bounded memory, so that pages show them from our own origin
// [R-RG-4] [PG-08].
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/time.h"
#include "clients/client.h"

namespace signet::clients {

struct Logo {
  std::string_view content_type;  // image/png, image/jpeg or image/webp, as its first bytes say
  std::string bytes;
  std::string etag;  // with its quotes
};

inline constexpr std::size_t kLargestLogo = 256 * 1024;

// The media type of a picture that browsers draw and that cannot carry script; nullopt for anything else, SVG above all.
[[nodiscard]] std::optional<std::string_view> picture_type(std::string_view bytes);

class Logos {
 public:
  // The body of a good answer from `url`, or nullopt. Called on a thread of ours, one at a time; may take its time.
  using Fetch = std::function<std::optional<std::string>(const std::string& url)>;

  // Without `fetch` no client has a logo.
  explicit Logos(Fetch fetch);
  // Waits for a fetch that is under way.
  ~Logos();
  Logos(const Logos&) = delete;
  Logos& operator=(const Logos&) = delete;

  // The client's logo if it is here; null otherwise. Never waits. Whoever asks first makes it being fetched, and nobody
  // again for a day, or for ten minutes where there was nothing to be had [R-SSRF-6].
  [[nodiscard]] std::shared_ptr<const Logo> find(const Client& client, Time now);

 private:
  struct Entry {
    std::string client_id;
    std::string uri;
    std::shared_ptr<const Logo> logo;
    bool wanted = false;  // in the queue, or being fetched
    Time asked_at;
  };
  using Entries = std::list<Entry>;  // the most recently shown first

  [[nodiscard]] Entry& entry_of(const Client& client);
  void want(Entry& entry, Time now);
  void run();
  void keep(const std::string& client_id, const std::string& uri, std::shared_ptr<const Logo> logo);
  void stay_bounded();
  void forget(Entries::iterator entry);

  const Fetch fetch_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::deque<std::pair<std::string, std::string>> queue_;  // client_id and uri
  Entries entries_;
  std::map<std::string, Entries::iterator, std::less<>> by_client_;
  std::size_t bytes_ = 0;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace signet::clients
