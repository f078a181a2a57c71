// A connection to Redis that does one thing: set keys that go by themselves.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "base/time.h"

namespace signet::outbound {

struct RedisTarget {
  std::string host;
  int port = 6379;
  std::string user;  // empty: the default one
  Secret password;   // empty: none is given
  int database = 0;
};

// redis://[[user]:password@]host[:port][/database]; user and password percent-encoded. Otherwise the sentence that tells what
// is wrong, without the password.
[[nodiscard]] Expected<RedisTarget, std::string> parse_redis_url(std::string_view url);

// For one thread. Connects when it is needed, and again after a failure.
class Redis {
 public:
  explicit Redis(RedisTarget target);
  ~Redis();
  Redis(const Redis&) = delete;
  Redis& operator=(const Redis&) = delete;

  struct Entry {
    std::string key;
    Milliseconds lives;  // at least 1
  };
  // Sets every key to "1" for as long as it lives; no entries: asks whether the server is there. Nothing, or what went wrong: then
  // nobody knows which have been set, and all may be set again. Blocks for a second at most, for each 500 of them.
  [[nodiscard]] std::optional<std::string> set(const std::vector<Entry>& entries);

 private:
  struct Connection;
  [[nodiscard]] std::optional<std::string> connect();

  RedisTarget target_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace signet::outbound
