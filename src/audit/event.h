// One thing that has happened, as it is kept, and the hash that ties it to everything before it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/time.h"

namespace signet::audit {

struct Event {
  std::int64_t event_id = 0;
  Time at;
  std::string kind;       // "account_changed"
  std::string actor;      // "server": who is concerned, through this provider; "cli:root": an operator; "sql:postgres": by hand
  std::string sub;        // of the person concerned; empty where there is none, like the next three
  std::string client_id;
  std::string sid;
  std::string object;     // what else it is about: a family of tokens, a key, a resource
  std::string source;     // the network that it came from
  std::string before;     // JSON; empty where there was nothing, or nothing that may be kept
  std::string after;
  std::int64_t position = 0;  // in the chain, from 1; 0: not chained yet
  std::string hash;           // of this event and of the one before
};

// base64url of SHA-256 over the hash of the event before (empty for the first) and every member but position and hash, each
// with its length in front, so that nothing can be moved from one into the next.
[[nodiscard]] std::string hash_after(std::string_view hash_before, const Event& event);

}  // namespace signet::audit
