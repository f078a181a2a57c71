// Outgoing requests, guarded: short, small, verified, and never into our own network.
#pragma once

#include <mutex>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "base/result.h"
#include "outbound/address_guard.h"
#include "outbound/curl_handle.h"
#include "outbound/fetch.h"

namespace signet::outbound {

struct HttpClientSettings {
  std::string ca_file;  // PEM, trusted beside the system's roots; empty: the system's alone
  std::vector<std::string> allow_private;  // "host:port" that may be any address, and any port
  bool allow_http_to_loopback = false;     // http://127.0.0.1:* and http://[::1]:*, for development
};

// Shared by all threads. At most eight fetches run at once; whoever comes then waits for a turn, within its
// own limit [R-SSRF-6]. Costs nothing until the first fetch: libcurl is initialised there.
class HttpClient {
 public:
  explicit HttpClient(HttpClientSettings settings);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // The answer, whatever its status. Fetches https from port 443, or from an exempted target; the peer's
  // address is judged before a connection is made. Redirects are answers like any other; no proxy, cookie,
  // .netrc or version in User-Agent comes into play [R-SSRF-2] [R-SSRF-4] [R-SSRF-5]. Blocks up to
  // `limits.total`, so it is not for a thread on which the answer may depend. Throws std::invalid_argument
  // for methods other than get and post.
  [[nodiscard]] Expected<FetchResponse, FetchError> fetch(const FetchRequest& request,
                                                          const FetchLimits& limits = {});

 private:
  static constexpr std::ptrdiff_t kMostAtOnce = 8;
  using Turns = std::counting_semaphore<kMostAtOnce>;

  class Turn;

  [[nodiscard]] std::optional<Target> target_of(const std::string& url) const;
  [[nodiscard]] CurlHandle take_handle();
  void keep(CurlHandle handle);

  const HttpClientSettings settings_;
  const ExemptTargets exempt_;
  Turns turns_{kMostAtOnce};
  std::mutex mutex_;
  std::vector<CurlHandle> idle_;  // guarded by mutex_
};

}  // namespace signet::outbound
