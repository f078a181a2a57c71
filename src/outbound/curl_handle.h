// One libcurl handle, made ready for guarded requests: how a transfer runs, not whether it may.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "outbound/fetch.h"
#include "web/url.h"

namespace signet::outbound {

// Where a request goes, judged already.
struct Target {
  web::Url url;
  int port = 0;
  bool exempt = false;  // any address may answer, not only a public one
};

// Keeps its connections and TLS sessions between requests. One thread at a time.
class CurlHandle {
 public:
  // `ca_file`: PEM, trusted beside the system's roots; may be empty.
  explicit CurlHandle(const std::string& ca_file);
  ~CurlHandle();
  CurlHandle(CurlHandle&&) noexcept;
  CurlHandle& operator=(CurlHandle&&) noexcept;

  // Runs the transfer to its end, or to the end of `limits.total`. Headers must hold no line breaks.
  [[nodiscard]] Expected<FetchResponse, FetchError> perform(const Target& target, const FetchRequest& request,
                                                            const FetchLimits& limits);

 private:
  struct Freer {
    void operator()(void* easy) const;
  };
  std::unique_ptr<void, Freer> easy_;  // a CURL, which is void in libcurl's own header
};

}  // namespace signet::outbound
