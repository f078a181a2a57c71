// What pushed authorization requests need kept.
#pragma once

#include <optional>
#include <string>

#include "base/time.h"

namespace signet::authorization {

struct StoredPushedRequest {
  std::string id_digest;  // base64url SHA-256 of what its request_uri ends with
  std::string client_id;
  std::string request;    // sealed
  Time expires_at;        // when the request_uri stops working
};

class PushedRequestStore {
 public:
  virtual ~PushedRequestStore() = default;

  // False if the client has `most` that are alive [R-DOS-6]. Concurrent callers may exceed that by their number.
  [[nodiscard]] virtual bool push(const StoredPushedRequest& request, int most, Time now) = 0;

  // The sealed request, if this client pushed it, its request_uri works at `now`, and nobody has completed it; then it
  // is kept until `keep_until` at least. One statement.
  [[nodiscard]] virtual std::optional<std::string> visit(const std::string& id_digest, const std::string& client_id, Time keep_until,
                                                         Time now) = 0;

  // The sealed request, if this client pushed it, it is still kept at `now`, and nobody has completed it.
  [[nodiscard]] virtual std::optional<std::string> find(const std::string& id_digest, const std::string& client_id, Time now) = 0;

  // Uses the request up, while it is kept: of any number of concurrent callers, on any number of replicas, exactly one
  // is told true [R-PA-2].
  [[nodiscard]] virtual bool complete(const std::string& id_digest, Time now) = 0;
};

}  // namespace signet::authorization
