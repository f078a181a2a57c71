// An outgoing request, what comes back, and the limits in between, as plain values.
#pragma once

#include <cstddef>
#include <string>

#include "base/time.h"
#include "web/header.h"
#include "web/request.h"

namespace signet::outbound {

struct FetchRequest {
  web::Method method = web::Method::get;  // get or post
  std::string url;
  web::Headers headers;
  std::string body;  // of a post
};

struct FetchResponse {
  int status = 0;
  web::Headers headers;
  std::string body;  // as sent: never decompressed
};

struct FetchLimits {
  Milliseconds total{2500};      // from the first look-up to the last byte
  std::size_t body = 64 * 1024;  // bytes
};

// `refused`: a request that, as it is written, is never sent. `unreachable`: everything that may happen
// afterwards. A forbidden address, a closed port, a silent host and a bad certificate are one value, so that
// no caller can be made to tell a stranger what stands behind our walls [R-SSRF-7].
enum class FetchError { refused, unreachable, too_large };

}  // namespace signet::outbound
