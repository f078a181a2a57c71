// A response as a plain value, with what the log line should say about it.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "web/header.h"

namespace signet::web {

// What the one log line of this request says beyond the protocol; never sent to anybody.
struct Trail {
  std::string route;
  std::string client_id;
  std::string subject;
  std::string grant;    // grant_type of a token request, where it is one of ours
  std::string outcome;  // of a refresh: rotated or replayed
  std::string reason;   // identity of the refusal, empty on success
  std::string detail;  // for operators; never a secret
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  Trail trail;

  // Adds a field; repeats are kept (Set-Cookie, WWW-Authenticate).
  Response& add(std::string_view name, std::string_view value) {
    headers.push_back({std::string(name), std::string(value)});
    return *this;
  }
  // Replaces every field of that name (any case).
  Response& set(std::string_view name, std::string_view value);
};

}  // namespace signet::web
